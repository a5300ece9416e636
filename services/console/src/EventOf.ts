import type { Followed } from "@kith/core/telemetry/Flow"
import type { Decided, GivenUp, Note, Received } from "@kith/core/telemetry/Trail"
import type { EventStep, EventSummary } from "./api/Events.ts"

type Disposition = EventSummary["disposition"]

/** An event in a line, from the notes that were left of it. */
export const eventOf = ({ eventId, receivedAt, notes }: Followed): EventSummary => {
  const received = notes.map(({ note }) => note).find((note) => note.note === "received")
  const decided = notes.map(({ note }) => note).findLast((note) => note.note === "decided")
  const givenUp = notes.map(({ note }) => note).findLast((note) => note.note === "given-up")
  const disposition = notes.reduce<Disposition>((known, { note }) => ended(known, note), "pending")
  const reason = disposition === "deadLettered" ? givenUp?.reason : received?.reason
  return {
    eventId,
    receivedAt: new Date(receivedAt).toISOString(),
    disposition,
    ...defined({ reason, interactionId: decided?.interaction ?? received?.interaction }),
    ...(received !== undefined && defined(shapeOf(received))),
    ...(decided !== undefined && defined(outcomeOf(decided))),
  }
}

/** The first verdict stands, except that a dead letter which is replayed moves to its new end. */
const ended = (known: Disposition, note: Note): Disposition => {
  if (note.note === "received") return note.disposition === "accepted" ? known : note.disposition
  if (note.note === "given-up") return known === "pending" ? "deadLettered" : known
  if (note.note !== "decided") return known
  return known === "pending" || known === "deadLettered" ? note.disposition : known
}

const shapeOf = ({ dialect, kind, channel }: Received) => ({ dialect, kind, channel })
const outcomeOf = ({ customerId, resolutionTier, confidence, made, mergedId }: Decided) => ({
  customerId,
  resolutionTier,
  confidence,
  made,
  mergedId,
})

type Defined<A> = { readonly [K in keyof A]?: Exclude<A[K], undefined> }
const defined = <A extends object>(fields: A): Defined<A> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<A>

/** What happened to it, in order. */
export const stepsOf = ({ receivedAt, notes }: Followed): ReadonlyArray<EventStep> =>
  notes.flatMap(({ at, note }) => {
    const step = stepOf(note)
    if (step === undefined) return []
    return [{ ...step, at: new Date(at).toISOString(), afterMillis: Math.max(0, at - receivedAt) }]
  })

const stepOf = (note: Note): Pick<EventStep, "step" | "service" | "sentence"> | undefined => {
  if (note.note === "received") return { step: "received", service: "ingress-redactor", sentence: answered(note) }
  if (note.note === "decided") return { step: "decided", service: "resolver", sentence: verdict(note) }
  return note.note === "given-up" ? { step: "given-up", service: "console", sentence: gaveUp(note) } : undefined
}

const answered = ({ disposition, reason, millis }: Received): string => {
  if (disposition === "rejected") return `It was no event (${reason}), and is kept for a replay.`
  if (disposition === "irrelevant") return `It cannot change who anybody is (${reason}), so it ended here.`
  if (disposition === "suppressed") return "It names somebody forgotten: it lost every personal value."
  return `It was stored and acknowledged after ${millis} ms.`
}

const verdict = ({ disposition, made, resolutionTier, millis }: Decided): string => {
  if (disposition === "duplicate") return "It was taken in before."
  if (disposition === "suppressed") return "It names somebody forgotten, so it made nobody."
  const after = `, ${millis} ms after it came in`
  if (made === "merge") return `Because of it two persons are one${after}.`
  if (made === "split") return `Because of it one person is two${after}.`
  if (made === "person") return `It is of somebody new${after}.`
  return `It is of somebody known (tier ${resolutionTier ?? 1})${after}.`
}

const gaveUp = ({ subscription, reason }: GivenUp): string => `${subscription} gave it up (${reason}).`
