import { writeFileSync } from "node:fs"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { type Answer, ask } from "../api/Ask.ts"
import { follow } from "../api/Follow.ts"
import { dryRun, toggle, yes } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { confirmed, show, tell } from "../show/Show.ts"
import { chapters, facts, moment, plural, table } from "../show/Text.ts"
import { subjectOf, who } from "../Who.ts"

export const erase = Command.make(
  "erase",
  {
    who: who("who").pipe(Argument.optional),
    erasure: Flag.String("erasure").pipe(
      Flag.withDescription("Follows one that was ordered before, by its id, instead of ordering one"),
      Flag.optional,
    ),
    noWait: toggle("no-wait").pipe(Flag.withDescription("Orders it, and does not follow it to its receipt")),
    receipt: Flag.String("receipt").pipe(Flag.withDescription("Where to write the signed receipt"), Flag.optional),
    dryRun,
    yes,
  },
  Effect.fnUntraced(function* (asked) {
    const following = Option.getOrUndefined(asked.erasure)
    const whom = Option.getOrUndefined(asked.who)
    if ((following === undefined) === (whom === undefined))
      return yield* Effect.fail(new Stopped("usage", "Name the person, or with --erasure an erasure to follow."))
    const receipt = Option.getOrUndefined(asked.receipt)
    if (following !== undefined) return yield* followToReceipt(following, receipt)
    const subject = yield* subjectOf(whom ?? "")
    if (asked.dryRun || !asked.yes) {
      const preview = yield* ask("POST /erasures", { body: { ...subject, dryRun: true } })
      if (!("dryRun" in preview)) return yield* Effect.fail(new Stopped("refused", "The console gave no preview."))
      if (asked.dryRun) return yield* show(preview, () => previewLines(preview))
      yield* tell(previewLines(preview).join("\n"))
      yield* confirmed("Forget this person everywhere? It cannot be undone.", false)
    }
    const order = yield* ask("POST /erasures", { body: subject })
    if ("dryRun" in order) return yield* Effect.fail(new Stopped("refused", "The console took it for a dry run."))
    yield* tell(
      `Ordered: nothing of theirs is taken in any more. To follow it again: kith erase --erasure ${order.erasureId}`,
    )
    if (asked.noWait) return yield* show(order, () => facts(Object.entries(order)))
    yield* followToReceipt(order.erasureId, receipt)
  }),
).pipe(
  Command.withDescription(
    "Forgets a person everywhere, and follows it to its signed receipt; --dry-run says what would go",
  ),
  Command.withExamples([
    { command: "kith erase john.doe@example.com --dry-run" },
    {
      command: "kith erase - --yes --receipt receipt.json < address.txt",
      description: "The address stands in no list",
    },
  ]),
)

type Preview = Extract<Answer<"POST /erasures">, { readonly dryRun: true }>
type Erasure = Answer<"GET /erasures/:id">

export const previewLines = (preview: Preview): ReadonlyArray<string> =>
  chapters(
    facts([
      ["Persons", preview.customerIds.join(", ") || "nobody is known by it; it would be refused from then on"],
      ["Identifiers forgotten", preview.forgotten.join(", ")],
      ["Others' too, so only taken out", preview.stripped.join(", ")],
      ["Interactions", preview.interactions],
      ["Dead letters", preview.deadLetters],
      ["To be done by", moment(preview.dueBy)],
    ]),
    table(
      ["system", "records"],
      preview.systems.map(({ name, records }) => [name, records]),
    ),
  )

/** Until it is closed, or failed somewhere. */
const followToReceipt = Effect.fnUntraced(function* (erasureId: string, file: string | undefined) {
  const erasure = yield* follow(
    "GET /erasures/:id",
    { params: { id: erasureId } },
    { isOver: ({ status }) => status !== "running", says: progressOf },
  )
  if (erasure.status === "failed") {
    yield* show({ erasure }, () => erasureLines(erasure))
    return yield* Effect.fail(
      new Stopped("refused", "It failed in a system; the same order again takes it up once more."),
    )
  }
  const receipt = yield* ask("GET /erasures/:id/receipt", { params: { id: erasureId } })
  if (file !== undefined) yield* keep(file, `${JSON.stringify(receipt, null, 2)}\n`)
  yield* show({ erasure, ...receipt }, () =>
    chapters(
      erasureLines(erasure),
      facts([
        ["Receipt signed by key", receipt.signature.keyId],
        ["Written to", file],
      ]),
    ),
  )
})

/** Only for its owner, and never over something else. */
export const keep = (file: string, text: string) =>
  Effect.try({
    try: () => writeFileSync(file, text, { mode: 0o600, flag: "wx" }),
    catch: () => new Stopped("usage", `${file} cannot be written, or is there already.`),
  })

const progressOf = ({ systems }: Erasure): string => {
  const open = systems.filter(({ status }) => status !== "done").map(({ name, status }) => `${name} ${status}`)
  const done = plural(systems.length - open.length, "system")
  return open.length === 0 ? `${done} done` : `${done} of ${systems.length} done; ${open.join(", ")}`
}

export const erasureLines = (erasure: Erasure): ReadonlyArray<string> =>
  chapters(
    facts([
      ["Erasure", erasure.erasureId],
      ["Status", erasure.status],
      ["Ordered", moment(erasure.orderedAt)],
      ["Closed", moment(erasure.closedAt)],
      ["To be done by", moment(erasure.dueBy)],
    ]),
    table(
      ["system", "status", "at", "reason"],
      erasure.systems.map((it) => [it.name, it.status, moment(it.at), it.reason]),
    ),
  )
