import { Effect } from "effect"
import { Command } from "effect/cli"
import { type Answer, ask } from "../api/Ask.ts"
import { Stopped } from "../Stopped.ts"
import { show } from "../show/Show.ts"
import { chapters, moment, plain, table } from "../show/Text.ts"
import { sideOf, who } from "../Who.ts"

export const why = Command.make(
  "why",
  { a: who("one"), b: who("other") },
  Effect.fnUntraced(function* (sides) {
    const body = { a: yield* sideOf(sides.a), b: yield* sideOf(sides.b) }
    const answer = yield* ask("POST /explanations", { body })
    yield* show(answer, () => comparisonLines(answer))
    if (answer.reason === "unknown" || answer.reason === "forgotten")
      yield* Effect.fail(new Stopped("notFound", "One of the two is not known, or not any more."))
  }),
).pipe(
  Command.withDescription("Why two identifiers, interactions or persons are one person, or why not"),
  Command.withExamples([
    { command: "kith why chat-ana call-ana" },
    { command: "kith why john.doe@example.com +12125550143" },
  ]),
)

export const comparisonLines = ({
  sentence,
  chain,
  sides,
  reason,
}: Answer<"POST /explanations">): ReadonlyArray<string> =>
  chapters(
    [plain(sentence)],
    [
      "From one to the other",
      table(
        ["from", "to", "since", "seen in", "why"],
        chain.map((it) => [
          it.a.kind,
          it.b.kind,
          moment(it.firstSeenTogether),
          it.seenIn?.map(({ interactionId }) => interactionId).join(", "),
          it.sentence,
        ]),
      ),
    ],
    [
      "Each was taken for",
      table(
        ["", "customer id", "kind"],
        sides.map((side, i) => [i === 0 ? "one" : "other", side.customerId, side.at?.kind]),
      ),
    ],
    reason === undefined ? [] : [`Reason: ${reason}`],
  )
