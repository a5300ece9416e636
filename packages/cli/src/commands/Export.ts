import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { type Answer, answerOf, askFreely, refusalOf } from "../api/Ask.ts"
import { Stopped } from "../Stopped.ts"
import { forPrograms, show } from "../show/Show.ts"
import { chapters, facts, moment, table } from "../show/Text.ts"
import { subjectOf, who } from "../Who.ts"
import { keep } from "./Erase.ts"

export const exportPerson = Command.make(
  "export",
  {
    who: who("who"),
    format: Flag.Literals("format", ["json", "html"]).pipe(
      Flag.withDescription("For a program, or to be read by the person it is about"),
      Flag.withDefault("json"),
    ),
    out: Flag.String("out").pipe(
      Flag.withAlias("o"),
      Flag.withDescription("Where to write it, readable by its owner only; else stdout"),
      Flag.optional,
    ),
  },
  Effect.fnUntraced(function* (asked) {
    const { format } = asked
    const out = Option.getOrUndefined(asked.out)
    const subject = yield* subjectOf(asked.who)
    const said = yield* askFreely("POST /exports", { body: { ...subject, format } })
    if (format === "html") {
      if (said.status !== 200) return yield* Effect.fail(refusalOf(said))
      if (out === undefined) return yield* page(said.text)
      yield* keep(out, said.text)
      return yield* show({ written: out }, () => facts([["Written to", out]]))
    }
    const answer = yield* answerOf("POST /exports", said)
    if (out === undefined) return yield* show(answer, () => exportLines(answer))
    yield* keep(out, `${JSON.stringify(answer, null, 2)}\n`)
    yield* show({ written: out }, () => chapters(facts([["Written to", out]]), exportLines(answer)))
  }),
).pipe(
  Command.withDescription("Everything that is held about a person, unmasked, for the person themself; audited"),
  Command.withExamples([{ command: "kith export john.doe@example.com --format html --out export.html" }]),
)

/** Markup is for a file or a browser: on a terminal it would only be noise. */
const page = Effect.fnUntraced(function* (text: string) {
  if (!(yield* forPrograms))
    return yield* Effect.fail(new Stopped("usage", "Say with --out where the page is to be written."))
  process.stdout.write(text)
})

/** On a terminal only what there is, not what it says. */
export const exportLines = (one: Answer<"POST /exports">): ReadonlyArray<string> =>
  chapters(
    facts([
      ["Customer id", one.customerId],
      ["Known since", moment(one.knownSince)],
      ["Identifiers", one.identifiers.length],
      ["Values", one.traits.length],
      ["Interactions", one.interactions.length],
      ["Probably theirs", one.probablyTheirs.length],
      ["Kept apart", one.keptApart.length],
    ]),
    [
      "Recipients",
      table(
        ["system", "status", "at", "record"],
        one.recipients.map((it) => [it.system, it.status, moment(it.at), it.recordId]),
      ),
    ],
    ["--json or --out give all of it."],
  )
