import type { Centre } from "./Centre.ts"
import { accepted } from "./checks/Accepted.ts"
import { conservation } from "./checks/Conservation.ts"
import { contacts } from "./checks/Contacts.ts"
import { effects } from "./checks/Effects.ts"
import { forgetting } from "./checks/Forgetting.ts"
import { graphIsThePartition } from "./checks/Graph.ts"
import { silence } from "./checks/Silence.ts"
import { latestWord } from "./checks/Traits.ts"

/** Everything that must be true of a history once nothing is left to do. */
export const check = (centre: Centre): ReadonlyArray<string> => [
  ...conservation(centre),
  ...accepted(centre),
  ...latestWord(centre),
  ...graphIsThePartition(centre),
  ...effects(centre),
  ...contacts(centre),
  ...forgetting(centre),
  ...silence(centre),
]
