import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { answeringFor, loadPerson } from "@kith/core/documents/PresentPerson"
import { reasonsKeptSince } from "@kith/core/graph/ExpireReasons"
import type { HttpResponse } from "@kith/core/http/Http"
import { kindOf } from "@kith/core/identifier/Identifier"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { Standing } from "@kith/core/identity/Comparison"
import { carried } from "@kith/core/identity/Explain"
import { ruleOf } from "@kith/core/identity/Policy"
import { outcomeSince } from "@kith/core/identity/Reasons"
import type { Outcome, Sighting } from "@kith/core/identity/Records"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Effect } from "effect"
import { heirsOf, sharersOf } from "./Candidates.ts"
import { fromTheRead } from "./FindPerson.ts"
import { type Place, placeOf } from "./FindStanding.ts"

/**
 * `GET /interactions/{id}`: who is in it, and because of what. An unknown one is pending: its event may still be on its
 * way. In a conference the customer seen first answers, and the others are listed under `customers`.
 */
export const answerInteraction = Effect.fn("AnswerInteraction.answerInteraction")(function* (interactionId: string) {
  const answer = (status: "pending" | "resolved" | "suppressed", rest: object = {}): HttpResponse => ({
    status: 200,
    body: { interactionId, status, ...rest },
  })
  const id = interactionDocumentId(yield* Keys, interactionId)
  const [interaction] = yield* (yield* Documents).getMany([ref(Interactions, id)])
  if (interaction === undefined) return answer("pending")
  if (interaction.body.state === "tombstone") return answer("suppressed")
  const { sightings } = interaction.body
  if (sightings.length === 0) return answer("pending")
  const [first, ...others] = yield* customersOf(sightings)
  return first === undefined
    ? answer("suppressed")
    : answer("resolved", { ...first, ...(others.length > 0 && { customers: others }) })
})

/** The customers of an interaction who are not forgotten, whoever was seen first first. */
export const customersOf = Effect.fnUntraced(function* (sightings: ReadonlyArray<Sighting>) {
  const inOrder = sightings.toSorted((x, y) => x.first - y.first || (x.id < y.id ? -1 : 1))
  const customers = yield* Effect.forEach(inOrder, customerOf, { concurrency: 4 })
  return customers.filter((customer) => customer !== undefined)
})

/**
 * The sighting's outcome under the id its person has now: its strongest identifier's, or whoever that one is held for, so
 * that what became of them since is taken into account. Nothing if that person is forgotten.
 */
const customerOf = Effect.fnUntraced(function* (sighting: Sighting) {
  const { participantId } = sighting
  const outcome = outcomeSince(sighting.outcome, yield* reasonsKeptSince)
  const { at, customerId, candidates: _, ...decided } = outcome
  const place = yield* placeOf(sighting.keys)
  const holder = place._tag === "standing" ? personAt(place)?.id : undefined
  const person = (yield* loadPerson(holder ?? customerId))?.body
  if (person?.state === "erased") return undefined
  const answering = person?.state === "current" ? yield* answeringFor(person) : undefined
  const isHeld = answering !== undefined && holder !== undefined && answering.customerId !== holder
  const isOpen = !isHeld && outcome.resolutionTier !== 2
  const candidates = isOpen ? yield* candidatesFor({ ...sighting, outcome }, place) : []
  const byItself = place._tag === "standing" && !isHeld && outcome.resolutionTier === 2
  return {
    ...(participantId !== undefined && { participantId }),
    customerId: answering?.customerId ?? customerId,
    ...decided,
    ...(byItself && (yield* knownBy(place))),
    ...(candidates.length > 0 && { candidates }),
    resolvedAt: new Date(at).toISOString(),
  }
}, fromTheRead)

/** It was given to somebody and is that one's no more: what it carries says whose it is. */
const knownBy = Effect.fnUntraced(function* ({ key }: Standing) {
  const { confidence } = ruleOf(yield* policyInForce(), kindOf(key))
  return { resolutionTier: 1, confidence, because: [carried(key, confidence)] } satisfies Partial<Outcome>
})

const personAt = ({ component, key }: Standing) => component.persons.find(({ members }) => members.includes(key))

/** More shared identifiers than these in one sighting tell no more. */
const mostShared = 4

/** Whom an interaction of nobody's may be: those tier 2 held possible, else those who share its identifiers. */
const candidatesFor = Effect.fnUntraced(function* ({ keys, outcome }: Sighting, place: Place) {
  const kept = yield* Effect.forEach(outcome.candidates ?? [], ({ customerId, probability }) =>
    Effect.map(loadPerson(customerId), (person) => [person?.id ?? customerId, probability] as const),
  )
  if (kept.length > 0) {
    const probabilities = new Map(kept.toReversed())
    const persons = yield* heirsOf([...new Set(kept.map(([id]) => id))])
    return persons.map((one) => ({ ...one, confidence: probabilities.get(one.customerId) ?? one.confidence }))
  }
  return place._tag === "shared" ? yield* sharersOf(keys.slice(0, mostShared)) : []
})
