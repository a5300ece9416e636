import type { PolicyAnswer, PolicyDifference, PolicyList } from "@kith/console/api/Policies"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { ask } from "../api/Ask.ts"
import { follow } from "../api/Follow.ts"
import { toggle } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { show } from "../show/Show.ts"
import { chapters, facts, moment, plural, table } from "../show/Text.ts"

export const showPolicy = Command.make(
  "show",
  { follow: toggle("follow").pipe(Flag.withDescription("Waits until all of history follows it")) },
  Effect.fnUntraced(function* (asked) {
    const { active } = yield* ask("GET /policies")
    if (asked.follow) yield* followRecount(active.version)
    const answer = yield* ask("GET /policies")
    yield* show(answer, () => policyLines(answer))
  }),
).pipe(
  Command.withDescription("The linking policy in force, how far history follows it, and the versions before"),
  Command.withExamples([
    { command: "kith policy show" },
    {
      command: "kith policy show --json | jq '{linking: .active.linking}' > policy.json",
      description: "A file to change, preview and activate",
    },
  ]),
)

/** Until history follows this version. */
export const followRecount = Effect.fnUntraced(function* (version: number) {
  const policy = yield* follow(
    "GET /policies/:version",
    { params: { version: `${version}` } },
    { isOver: ({ status }) => status !== "applying", says: (answer) => recountLine(answer, Date.now()) },
  )
  if (policy.status === "superseded")
    yield* Effect.fail(new Stopped("refused", `Another than policy ${version} is in force by now.`))
  return policy
})

/** The last round is a minute and a half after the others, and the tasks of Google Cloud come every minute. */
const stillMillis = 5 * 60_000

const phases = {
  counting: "Looking for what is to be counted anew",
  applying: "Counting history anew",
  checking: "Checking whether anything is left",
  applied: "All of history follows it",
} as const

/** How far history follows a policy. `now`: epoch milliseconds. */
export const recountLine = ({ version, status, progress }: PolicyAnswer, now: number): string => {
  if (status === "superseded") return `Policy ${version} is not in force any more.`
  if (progress === undefined) return "All of history was decided by it."
  const { phase, components, changed, movedAt } = progress
  const done = `${components.done} of ${plural(components.found, "group")} of identifiers`
  const line = `${phases[phase]}: ${done}, ${plural(changed, "person")} changed.`
  const standsStill = phase !== "applied" && now - Date.parse(movedAt) > stillMillis
  return standsStill ? `${line} It stands still since ${moment(movedAt)}: docs/runbook.md says where to look.` : line
}

const written = (value: unknown): string => (value == null ? "nothing" : JSON.stringify(value))

export const differenceLines = (differences: ReadonlyArray<PolicyDifference>): ReadonlyArray<string> =>
  table(
    ["setting", "was", "is", ""],
    differences.map(({ path, from, to, newEventsOnly }) => [
      path,
      written(from),
      written(to),
      newEventsOnly ? "for new events only" : " ",
    ]),
  )

export const policyLines = ({ active, earlier }: PolicyList): ReadonlyArray<string> =>
  chapters(
    facts([
      ["Policy in force", active.version],
      ["Since", moment(active.since)],
      ["By", active.by],
      ["Reason", active.reason],
      ["Says what policy", active.restores === undefined ? undefined : `${active.restores} said`],
      ["History", recountLine(active, Date.now())],
    ]),
    ["What it changed", differenceLines(active.differences)],
    [
      "Earlier",
      table(
        ["version", "since", "by", "settings changed", "reason"],
        earlier.map((it) => [it.version, moment(it.since), it.by, it.differences.length, it.reason]),
      ),
    ],
  )
