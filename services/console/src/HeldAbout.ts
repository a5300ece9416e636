import { Components, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { reasonsKeptSince } from "@kith/core/graph/ExpireReasons"
import { interactionsAsserting } from "@kith/core/graph/FindInteractions"
import { givenTo } from "@kith/core/graph/GraphWrites"
import type { Key } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { givenToOf } from "@kith/core/identity/Assignment"
import type { ComponentRecord, CurrentPerson, KnownInteraction } from "@kith/core/identity/Records"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Clock, Effect } from "effect"
import { effectsOn } from "./EffectsOn.ts"
import { dated, exportedInteraction, type Holder, holderOfPerson, traitsOf } from "./ExportedInteraction.ts"

export type Held = Effect.Success<ReturnType<typeof heldAbout>>

/** Everything about a person, and nothing about anybody else. */
export const heldAbout = Effect.fn("HeldAbout.heldAbout")(function* (person: CurrentPerson) {
  const documents = yield* Documents
  const keyring = yield* Keys
  const [component] =
    person.component === undefined ? [] : yield* documents.getMany([ref(Components, person.component)])
  const holder = holderOfPerson(person, component?.body, keyring, {
    linking: yield* policyInForce(),
    identifiers: yield* CurrentIdentifierPolicy,
  })
  const interactions = yield* interactionsOf(person)
  const since = yield* reasonsKeptSince
  const exported = interactions.flatMap((one) => exportedInteraction(one, holder, since))
  const ids = [person.customerId, ...person.former]
  return {
    exportedAt: dated(yield* Clock.currentTimeMillis),
    customerId: person.customerId,
    formerIds: person.former,
    knownSince: dated(person.since),
    resolutionTier: person.resolutionTier,
    confidence: person.confidence,
    identifiers: person.identifiers.map(({ kind, value, first }) => ({ kind, value, firstSeen: dated(first) })),
    traits: traitsOf(person.traits, holder),
    interactions: exported.sort((x, y) => (x.first < y.first ? -1 : 1)),
    probablyTheirs: yield* probablyTheirs(ids),
    keptApart: keptApart(component?.body, holder),
    recipients: yield* recipientsOf(
      ids,
      interactions.map(({ interactionId }) => interactionDocumentId(keyring, interactionId)),
    ),
  }
})

/** Those that assert one of the person's identifiers; of a person without any, the one that the person is. */
const interactionsOf = Effect.fnUntraced(function* (person: CurrentPerson) {
  const found = new Map<string, KnownInteraction>()
  for (const { key } of person.identifiers)
    for (const { id, body } of (yield* interactionsAsserting(key)) ?? [])
      if (body.state === "known") found.set(id, body)
  if (person.sightingId !== undefined) {
    const id = interactionDocumentId(yield* Keys, person.sightingId.split("#")[0] as string)
    const [own] = yield* (yield* Documents).getMany([ref(Interactions, id)])
    if (own?.body.state === "known") found.set(id, own.body)
  }
  return [...found.values()]
})

/** What signals alone gave to the person may be somebody else's: that it was is told, not what was said. */
const probablyTheirs = Effect.fnUntraced(function* (customerIds: ReadonlyArray<string>) {
  const found = yield* Effect.forEach(customerIds, (id) => interactionsAsserting(givenTo(id)))
  const known = found.flatMap((all) => all ?? []).flatMap(({ body }) => (body.state === "known" ? [body] : []))
  return known.flatMap(({ interactionId, sightings }) =>
    sightings
      .filter((sighting) => customerIds.includes(givenToOf(sighting) ?? ""))
      .map(({ first, outcome }) => ({ interactionId, first: dated(first), confidence: outcome.confidence })),
  )
})

/** Joins that evidence suggested and a rule forbade, told from this person's side only. */
const keptApart = (component: ComponentRecord | undefined, { members }: Holder) =>
  (component?.refused ?? [])
    .filter(({ a, b }) => members.has(a) !== members.has(b))
    .map(({ a, b, rule, kind }) => ({
      own: kindOfKey(members.has(a) ? a : b),
      other: kindOfKey(members.has(a) ? b : a),
      rule,
      ...(kind !== undefined && { kind }),
    }))

const kindOfKey = (key: Key) => key.slice(0, key.indexOf(":"))

/** Whom something about the person was sent to. */
const recipientsOf = Effect.fnUntraced(function* (
  customerIds: ReadonlyArray<string>,
  interactionIds: ReadonlyArray<string>,
) {
  const effects = yield* effectsOn(customerIds, interactionIds)
  return effects.flatMap(({ id, body: { status, at, recordId } }) => {
    if (status === "none") return []
    const [system = "", subject = ""] = id.split(":")
    return [{ system, subject, status, at: dated(at), ...(recordId !== undefined && { recordId }) }]
  })
})
