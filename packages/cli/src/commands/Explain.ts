import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { type Answer, ask } from "../api/Ask.ts"
import { unmask } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { show } from "../show/Show.ts"
import { type Cell, chapters, facts, moment, table } from "../show/Text.ts"
import { findOne, who } from "../Who.ts"
import { nobody } from "./ShowPerson.ts"

export const explain = Command.make(
  "explain",
  { who: who("who"), unmask },
  Effect.fnUntraced(function* (asked) {
    const { found, as, text } = yield* findOne(asked.who)
    if (found?.as === "interaction" || (found === undefined && as === "interaction"))
      return yield* explainInteraction(text)
    if (found === undefined) return yield* Effect.fail(nobody)
    const params = { customerId: found.customerId }
    const answer = yield* ask("GET /persons/:customerId", { params, query: { unmask: asked.unmask } })
    if (!answer.found) return yield* Effect.fail(nobody)
    yield* show(answer, () => explanationLines(answer))
  }),
).pipe(
  Command.withDescription("Because of what an interaction is somebody's, or how a person came about, step by step"),
  Command.withExamples([{ command: "kith explain voice-9" }, { command: "kith explain +12125550143" }]),
)

export const event = Command.make(
  "event",
  { id: Argument.String("event-id").pipe(Argument.withDescription("What the webhook's 202 answered")), unmask },
  Effect.fnUntraced(function* (asked) {
    const answer = yield* ask("GET /events/:id", { params: { id: asked.id }, query: { unmask: asked.unmask } })
    yield* show(answer, () => eventLines(answer))
  }),
).pipe(Command.withDescription("What became of one event: stored, decided, sent, and how soon"))

const explainInteraction = Effect.fnUntraced(function* (id: string) {
  const answer = yield* ask("GET /interactions/:id", { params: { id } })
  if (answer.status === "pending")
    return yield* Effect.fail(new Stopped("notFound", "It is not decided yet, or was never seen."))
  yield* show(answer, () => interactionLines(answer))
})

type Interaction = Answer<"GET /interactions/:id">
type Customer = NonNullable<Interaction["customers"]>[number] | Interaction

const customerLines = (one: Customer): ReadonlyArray<string> =>
  chapters(
    facts([
      ["Customer id", one.customerId],
      ["Participant", one.participantId],
      ["Tier", one.resolutionTier && `${one.resolutionTier}, confidence ${one.confidence}`],
      ["Decided", moment(one.resolvedAt)],
    ]),
    ["Because", becauseTable(one.because ?? [])],
    ["Not joined", (one.refused ?? []).map(({ a, b, rule }) => `${a} and ${b}: ${rule}`)],
    ["Perhaps", (one.candidates ?? []).map(candidate)],
  )

const becauseTable = (because: NonNullable<Interaction["because"]>) =>
  table(
    ["kind", "weight", "sentence"],
    because.map((it) => [it.kind, it.weight, it.sentence]),
  )

const candidate = (one: { readonly customerId: string; readonly confidence: number; readonly settle: string }) =>
  `${one.customerId}  ${one.confidence}  ${one.settle} would decide`

export const interactionLines = (one: Interaction): ReadonlyArray<string> => {
  const says =
    one.status === "suppressed" ? "It names somebody who has been forgotten: nothing of it is kept." : undefined
  return chapters(
    facts([
      ["Interaction", one.interactionId],
      ["Status", one.status],
      ["", says],
    ]),
    customerLines(one),
    ...(one.customers ?? []).map(customerLines),
  )
}

type Person = Extract<Answer<"GET /persons/:customerId">, { readonly found: true }>

const stepRow = (it: Person["joins"][number]): ReadonlyArray<Cell> => [
  moment(it.firstSeenTogether),
  it.refused,
  it.seenIn?.map(({ interactionId }) => interactionId).join(", "),
  it.sentence,
]

export const explanationLines = (one: Person): ReadonlyArray<string> =>
  chapters(
    [one.sentence],
    [
      one.masked ? "Identifiers (masked; --unmask shows them)" : "Identifiers",
      table(
        ["kind", "value", "first seen"],
        one.identifiers.map((it) => [it.kind, it.value, moment(it.firstSeen)]),
      ),
    ],
    [
      "How it came about",
      table(
        ["at", "step", "what happened"],
        one.history.map((it) => [moment(it.at), it.step, it.sentence]),
      ),
    ],
    ["Joins", table(["since", "rule", "seen in", "why"], one.joins.map(stepRow))],
    ["Refused", table(["since", "rule", "seen in", "why"], one.refused.map(stepRow))],
    ["Shared with others", one.shared.map(({ kind, sentence }) => `${kind}  ${sentence}`)],
    ["Kept apart by somebody's order", one.bans.map(({ sentence }) => sentence)],
    ["Former ids", one.former.map(({ customerId, since }) => `${customerId}  since ${moment(since)}`)],
    ["Given by tier 2", one.given.map(({ interactionId, confidence }) => `${interactionId}  ${confidence}`)],
  )

type Event = Answer<"GET /events/:id">

export const eventLines = ({ event, steps, sent, deadLetterId }: Event): ReadonlyArray<string> =>
  chapters(
    facts([
      ["Event", event.eventId],
      ["Disposition", event.reason === undefined ? event.disposition : `${event.disposition} (${event.reason})`],
      ["Interaction", event.interactionId],
      ["Customer id", event.customerId],
      ["Dead letter", deadLetterId],
    ]),
    [
      "Steps",
      table(
        ["after ms", "service", "step", "what happened"],
        steps.map((it) => [Math.round(it.afterMillis), it.service, it.step, it.sentence]),
      ),
    ],
    [
      "Sent",
      table(
        ["system", "status", "version", "at", "reason"],
        sent.map((it) => [it.system, it.status, it.version, moment(it.at), it.reason]),
      ),
    ],
  )
