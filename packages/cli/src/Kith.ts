import { Command } from "effect/cli"
import { Connection, connect } from "./Connection.ts"
import { deadLetters } from "./commands/DeadLetters.ts"
import { doctor } from "./commands/Doctor.ts"
import { erase } from "./commands/Erase.ts"
import { event, explain } from "./commands/Explain.ts"
import { exportPerson } from "./commands/Export.ts"
import { policy } from "./commands/Policy.ts"
import { replay } from "./commands/Replay.ts"
import { send } from "./commands/SendEvent.ts"
import { person } from "./commands/ShowPerson.ts"
import { why } from "./commands/Why.ts"
import { everywhere } from "./flags.ts"

/** The whole command line. */
export const kith = Command.make("kith").pipe(
  Command.withDescription(
    "Who is who, and why. Speaks with the console (KITH_URL, KITH_TOKEN) and the webhook (KITH_WEBHOOK_URL, KITH_WEBHOOK_TOKEN). Ends with 0 done, 1 refused, 2 called wrongly, 3 not found, 4 nobody answers, 5 not well.",
  ),
  Command.withSubcommands([
    send,
    event,
    person,
    explain,
    why,
    deadLetters,
    replay,
    erase,
    exportPerson,
    policy,
    doctor,
  ]),
  Command.provideEffect(Connection, connect),
  Command.withGlobalFlags(everywhere),
)
