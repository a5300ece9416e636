import type { Centre } from "./Centre.ts"
import { conservation } from "./checks/Conservation.ts"
import { effects } from "./checks/Effects.ts"
import { forgetting } from "./checks/Forgetting.ts"
import { graphIsThePartition } from "./checks/Graph.ts"
import { silence } from "./checks/Silence.ts"

/** Everything that must be true of a history once nothing is left to do. */
export const check = (centre: Centre): ReadonlyArray<string> => [
  ...conservation(centre),
  ...graphIsThePartition(centre),
  ...effects(centre),
  ...forgetting(centre),
  ...silence(centre),
]
