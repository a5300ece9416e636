import type { Difference, ReplayManyAnswer } from "@kith/console/api/DeadLetters"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { ask } from "../api/Ask.ts"
import { dryRun, toggle, yes } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { confirmed, show, tell } from "../show/Show.ts"
import { chapters, facts, plain, plural, table } from "../show/Text.ts"

export const replay = Command.make(
  "replay",
  {
    ids: Argument.String("id").pipe(
      Argument.withDescription("Dead letters, by their ids"),
      Argument.variadic({ max: 100 }),
    ),
    reason: Flag.String("reason").pipe(Flag.withDescription("All that wait for this reason"), Flag.optional),
    all: toggle("all").pipe(Flag.withDescription("All that wait")),
    again: toggle("again").pipe(Flag.withDescription("One that was replayed before, too")),
    dryRun,
    yes,
  },
  Effect.fnUntraced(function* ({ ids, all, again, ...how }) {
    const reason = Option.getOrUndefined(how.reason)
    if ([ids.length > 0, reason !== undefined, all].filter(Boolean).length !== 1)
      return yield* Effect.fail(new Stopped("usage", "Name dead letters, or say --reason, or --all: one of the three."))
    const [id] = ids
    if (id !== undefined && ids.length === 1) return yield* replayOne(id, again, how.dryRun)
    if (again) return yield* Effect.fail(new Stopped("usage", "--again takes one dead letter."))
    const which = ids.length > 0 ? { ids: [...ids] } : reason !== undefined ? { reason } : { all: true as const }
    if (!how.dryRun) yield* confirmed(`Replay ${wordsFor(which)}?`, how.yes)
    yield* replayMany(which, how.dryRun)
  }),
).pipe(
  Command.withDescription("Sends dead letters on their way once more; --dry-run says the difference it would make"),
  Command.withExamples([
    { command: "kith replay --reason InvalidEvent --dry-run" },
    { command: "kith replay --all --yes", description: "After a fix, and after looking" },
  ]),
)

type Which = { readonly ids: Array<string> } | { readonly reason: string } | { readonly all: true }

const wordsFor = (which: Which): string => {
  if ("ids" in which) return plural(which.ids.length, "dead letter")
  return "reason" in which ? `all that wait because of ${plain(which.reason)}` : "all dead letters that wait"
}

const replayOne = Effect.fnUntraced(function* (id: string, again: boolean, dryRun: boolean) {
  const answer = yield* ask("POST /dead-letters/:id/replay", { params: { id }, body: { again, dryRun } })
  const { to, difference } = answer
  yield* show(answer, () =>
    chapters(
      facts([
        ["Dead letter", answer.id],
        [dryRun ? "Would go to" : "Went to", "topic" in to ? to.topic : to.webhook],
      ]),
      difference === undefined ? [] : differenceLines(difference),
    ),
  )
})

const differenceLines = ({ disposition, sentence, customerId, before = [], after = [] }: Difference) =>
  chapters(
    facts([
      ["It would end as", disposition],
      ["", sentence],
      ["Customer id", customerId],
    ]),
    [
      "Persons",
      table(
        ["", "customer id", "identifiers"],
        [...before.map((it) => ["before", ...outline(it)]), ...after.map((it) => ["after", ...outline(it)])],
      ),
    ],
  )

const outline = ({ customerId, identifiers }: NonNullable<Difference["before"]>[number]) => [
  customerId,
  identifiers.map(({ kind }) => kind).join(", "),
]

type Totals = Pick<ReplayManyAnswer, "looked" | "replayed" | "stillRefused"> & {
  readonly differences: NonNullable<ReplayManyAnswer["differences"]>
}

const replayMany = Effect.fnUntraced(function* (which: Which, dryRun: boolean) {
  let so: Totals = { looked: 0, replayed: 0, stillRefused: [], differences: [] }
  let after: string | undefined
  do {
    const body = { ...which, dryRun, ...(after !== undefined && { after }) }
    const page = yield* ask("POST /dead-letters/replay", { body }).pipe(
      Effect.tapError(() => tell(progressOf(so, dryRun))),
    )
    so = {
      looked: so.looked + page.looked,
      replayed: so.replayed + page.replayed,
      stillRefused: [...so.stillRefused, ...page.stillRefused],
      differences: [...so.differences, ...(page.differences ?? [])],
    }
    after = page.next
    if (after !== undefined) yield* tell(progressOf(so, dryRun))
  } while (after !== undefined)
  const { differences, ...done } = so
  yield* show({ ...done, ...(dryRun && { dryRun, differences }) }, () => manyLines(so, dryRun))
  if ("ids" in which) yield* allOf(which.ids.length, so)
  if (so.stillRefused.length > 0)
    yield* Effect.fail(new Stopped("refused", `${plural(so.stillRefused.length, "dead letter")} still refused.`))
})

/** Those that were named are all accounted for, or it is said what became of the others. */
const allOf = (named: number, { looked, replayed, stillRefused, differences }: Totals) => {
  const passedOver = looked - replayed - stillRefused.length - differences.length
  if (looked < named) return Effect.fail(new Stopped("notFound", `${plural(named - looked, "dead letter")} not found.`))
  if (passedOver === 0) return Effect.void
  return Effect.fail(
    new Stopped("refused", `${plural(passedOver, "dead letter")} replayed before: name it alone, with --again.`),
  )
}

const progressOf = ({ looked, replayed, stillRefused }: Totals, dryRun: boolean) =>
  dryRun ? `${looked} looked at` : `${looked} looked at, ${replayed} replayed, ${stillRefused.length} still refused`

/** No more of them are listed on a terminal; a program gets all. */
const mostShown = 50

export const manyLines = ({ replayed, stillRefused, differences }: Totals, dryRun: boolean): ReadonlyArray<string> => {
  if (!dryRun)
    return chapters(
      facts([
        ["Replayed", replayed],
        ["Still refused", stillRefused.length],
      ]),
      table(
        ["still refused", "because"],
        stillRefused.slice(0, mostShown).map(({ id, detail }) => [id, detail]),
      ),
    )
  const ends = [...new Set(differences.map(({ disposition }) => disposition))]
  return chapters(
    [`${plural(differences.length, "dead letter")} would be replayed.`],
    facts(ends.map((end) => [end, differences.filter(({ disposition }) => disposition === end).length])),
    table(
      ["dead letter", "would end as", "customer id", ""],
      differences.slice(0, mostShown).map((it) => [it.id, it.disposition, it.customerId, it.sentence]),
    ),
    differences.length > mostShown ? ["…and more; --json lists all."] : [],
  )
}
