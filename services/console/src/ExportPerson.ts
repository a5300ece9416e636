import { Components, Effects, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { interactionsAsserting } from "@kith/core/graph/FindInteractions"
import { givenTo } from "@kith/core/graph/GraphWrites"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import type { Key } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { ComponentRecord, CurrentPerson, KnownInteraction } from "@kith/core/identity/Records"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { Clock, Effect } from "effect"
import { heirsOf } from "./Candidates.ts"
import { dated, exportedInteraction, type Holder, holderOfPerson, traitsOf } from "./ExportedInteraction.ts"
import { exportPage } from "./ExportPage.ts"
import { findPerson } from "./FindPerson.ts"
import type { ErasureSubject } from "./PlanErasure.ts"

/**
 * `POST /exports`: everything that is held about a person (Articles 15 and 20 of the GDPR), with its sources, its
 * recipients and why it is held to be one person's. What others said, and others' identifiers, are left out.
 */
export const exportPerson = Effect.fn("ExportPerson.exportPerson")(function* (
  subject: ErasureSubject,
  format: "json" | "html",
) {
  const found = yield* findSubject(subject)
  if (found._tag === "several") return several(found.candidates)
  if (found._tag === "forgotten") return problem(410, "Erased", "nothing is held but that it was erased")
  if (found._tag === "nobody") return problem(404, "No such customer")
  const held = yield* heldAbout(found.person)
  if (format === "json") return { status: 200, body: held } satisfies HttpResponse
  return { status: 200, headers: htmlHeaders, body: exportPage(held) } satisfies HttpResponse
})

const htmlHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  "content-disposition": 'attachment; filename="export.html"',
}

const several = (candidates: ReadonlyArray<unknown>): HttpResponse => {
  const answer = problem(409, "Several persons", "the value is shared: name the person by customerId")
  return { ...answer, body: { ...Object(answer.body), candidates } }
}

const findSubject = Effect.fnUntraced(function* (subject: ErasureSubject) {
  const found = "customerId" in subject ? ({ _tag: "person", ...subject } as const) : yield* findPerson(subject)
  if (found._tag === "several") return { _tag: "several", candidates: found.candidates } as const
  if (found._tag === "forgotten") return { _tag: "forgotten" } as const
  if (found._tag === "nobody") return { _tag: "nobody" } as const
  const person = (yield* loadPerson(found.customerId))?.body
  if (person === undefined) return { _tag: "nobody" } as const
  if (person.state === "erased") return { _tag: "forgotten" } as const
  return person.state === "current"
    ? ({ _tag: "person", person } as const)
    : ({ _tag: "several", candidates: yield* heirsOf(person.heirs) } as const)
})

export type Held = Effect.Success<ReturnType<typeof heldAbout>>

const heldAbout = Effect.fnUntraced(function* (person: CurrentPerson) {
  const documents = yield* Documents
  const keyring = yield* Keys
  const [component] =
    person.component === undefined ? [] : yield* documents.getMany([ref(Components, person.component)])
  const holder = holderOfPerson(person, component?.body, keyring, {
    linking: yield* CurrentLinkingPolicy,
    identifiers: yield* CurrentIdentifierPolicy,
  })
  const interactions = yield* interactionsOf(person)
  const exported = interactions.flatMap((one) => exportedInteraction(one, holder))
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
      .filter(({ assignedTo }) => assignedTo !== undefined && customerIds.includes(assignedTo))
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

/** Systems that know people by our ids. */
const byPerson = ["salesforce", "servicenow", "neo4j", "genesys-contact"]

/** Whom something about the person was sent to: CRMs by the person's ids, Genesys by the interactions. */
const recipientsOf = Effect.fnUntraced(function* (
  customerIds: ReadonlyArray<string>,
  interactionIds: ReadonlyArray<string>,
) {
  const documents = yield* Documents
  const places = [
    ...customerIds.flatMap((id) => byPerson.map((system) => `${system}:${id}`)),
    ...interactionIds.map((id) => `genesys:${id}`),
  ]
  const pages = yield* Effect.forEach(places, (prefix) => documents.list(Effects, { prefix, limit: 50 }), {
    concurrency: 8,
  })
  // A prefix is that of longer ids, too; a conference has several effects.
  const isTheirs = (id: string) => places.some((place) => id === place || id.startsWith(`${place}:`))
  return pages.flat().flatMap(({ id, body: { status, at, recordId } }) => {
    if (status === "none" || !isTheirs(id)) return []
    const [system = "", subject] = id.split(":")
    return [{ system, subject, status, at: dated(at), ...(recordId !== undefined && { recordId }) }]
  })
})
