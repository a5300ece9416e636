import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { checkConsole, checkWebhook } from "../doctor/CheckAccess.ts"
import { checkClock } from "../doctor/CheckClock.ts"
import { checkErasures, checkFlow } from "../doctor/CheckFlow.ts"
import { checkSettings } from "../doctor/CheckSettings.ts"
import { checkVendors } from "../doctor/CheckVendors.ts"
import { type Finding, orUnknown, unknown } from "../doctor/Finding.ts"
import { toggle } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { show } from "../show/Show.ts"
import { chapters, plural, table } from "../show/Text.ts"

export const doctor = Command.make(
  "doctor",
  {
    probe: toggle("probe").pipe(
      Flag.withDescription(
        "Sends the webhook an event that is counted as irrelevant, to see whether the token is taken",
      ),
    ),
  },
  Effect.fnUntraced(function* ({ probe }) {
    const settings = yield* checkSettings
    const console = yield* checkConsole
    const isThere = console.date !== undefined
    const findings: ReadonlyArray<Finding> = [
      ...settings.findings,
      ...console.findings,
      ...(isThere ? [checkClock("the console", console.date, Date.now())] : []),
      ...(yield* checkWebhook(probe).pipe(orUnknown("webhook"))),
      ...(settings.services === undefined
        ? [unknown("vendors", "Who they are stands in the services' settings.")]
        : yield* checkVendors(settings.services)),
      ...(console.scopes.includes("operations")
        ? yield* checkFlow.pipe(orUnknown("queues"))
        : unseen("queues, dead letters, ledger", "operations")),
      ...(console.scopes.includes("privacy")
        ? yield* checkErasures.pipe(orUnknown("erasures"))
        : unseen("erasures", "privacy")),
    ]
    const isUnwell = findings.some(({ state }) => state === "unwell")
    yield* show({ well: !isUnwell, findings }, () => findingLines(findings))
    if (isUnwell) yield* Effect.fail(new Stopped("unwell", "Something has to be seen to."))
  }),
).pipe(
  Command.withDescription(
    "Looks at settings, tokens, vendors, clocks, queues, dead letters, ledger and erasures, and says what to do",
  ),
)

const unseen = (check: string, scope: string) => [unknown(check, `They need a token with the scope ${scope}.`)]

const marks = { well: "✓", look: "!", unwell: "✗", unknown: "?" } as const

export const findingLines = (findings: ReadonlyArray<Finding>): ReadonlyArray<string> => {
  const count = (state: Finding["state"]) => findings.filter((one) => one.state === state).length
  return chapters(
    table(
      ["", "check", "how it is, and what to do"],
      findings.map(({ check, state, says, todo }) => [
        marks[state],
        check,
        todo === undefined ? says : `${says} → ${todo}`,
      ]),
    ),
    [
      `${plural(findings.length, "check")}: ${count("well")} well, ${count("look")} to look at, ${count("unwell")} not well, ${count("unknown")} unknown.`,
    ],
  )
}
