import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import type { Identifier, IdentifierKind, Key } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy, type IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { normalise } from "@kith/core/identifier/Normalise"
import { Effect } from "effect"
import * as z from "zod"
import { GivenKey } from "./api/Fields.ts"
import type { SearchAnswer, SearchHit } from "./api/Persons.ts"
import { findKeys, findPerson } from "./FindPerson.ts"

const most = 32

/** A person that a text may mean. */
type Found = Pick<SearchHit, "customerId" | "as" | "kind" | "confidence">
type Reading = {
  readonly persons: ReadonlyArray<Found>
  readonly erased: boolean
  readonly readAs: ReadonlyArray<string>
}

/** `POST /search`: a text is read as everything that it can be, a customer id and a key only as that. */
export const searchPersons = Effect.fn("SearchPersons.searchPersons")(function* (text: string) {
  const { persons, erased, readAs } = yield* readText(text)
  const hits: Array<SearchHit> = []
  for (const one of persons.toSorted((x, y) => y.confidence - x.confidence)) {
    const hit = yield* hitOf(one)
    if (hit !== undefined && hits.length < most && !hits.some(({ customerId }) => customerId === hit.customerId))
      hits.push(hit)
  }
  const body: SearchAnswer = { persons: hits, erased: erased && hits.length === 0, readAs: [...new Set(readAs)] }
  return { status: 200, body }
})

const readText = Effect.fnUntraced(function* (text: string) {
  const id = z.uuid().safeParse(text.toLowerCase())
  const person = id.success ? yield* loadPerson(id.data) : undefined
  if (person !== undefined) {
    const erased = person.body.state === "erased"
    const found: ReadonlyArray<Found> = erased ? [] : [{ customerId: person.id, as: "customerId", confidence: 1 }]
    return { persons: found, erased, readAs: ["customerId"] } satisfies Reading
  }
  const key = GivenKey.safeParse(text)
  if (key.success) return yield* byKey(key.data)
  const readings = yield* Effect.forEach(readingsOf(text, yield* CurrentIdentifierPolicy), byIdentifier)
  const all: ReadonlyArray<Reading> = [yield* byInteraction(text), ...readings]
  return {
    persons: all.flatMap(({ persons }) => persons),
    erased: all.some(({ erased }) => erased),
    readAs: all.flatMap(({ readAs }) => readAs),
  } satisfies Reading
})

const plainKinds: ReadonlyArray<IdentifierKind> = ["email", "phone", "visitor", "genesysContact", "social"]

/** What the text is as an identifier of each kind; `salesforce:003…` is of the namespace it names. */
const readingsOf = (text: string, policy: IdentifierPolicy): ReadonlyArray<Identifier> => {
  const [, namespace, id] = /^([a-z0-9_-]{1,32}):(\S.*)$/.exec(text) ?? []
  if (namespace !== undefined && id !== undefined) return [normalise(`crm.${namespace}`, id, policy) ?? []].flat()
  const crms = Object.keys(policy.attributes.identifiers).filter((kind): kind is `crm.${string}` =>
    kind.startsWith("crm."),
  )
  return [...plainKinds, ...crms].flatMap((kind) => normalise(kind, text, policy) ?? [])
}

const byIdentifier = Effect.fnUntraced(function* (identifier: Identifier) {
  const found = yield* findPerson(identifier)
  return readingOf(found, identifier.kind)
})

const byKey = Effect.fnUntraced(function* (key: Key) {
  return readingOf(yield* findKeys([key]), key.slice(0, key.indexOf(":")))
})

const readingOf = (found: Effect.Success<ReturnType<typeof findKeys>>, kind: string): Reading => {
  const as = "identifier" as const
  if (found._tag === "forgotten") return { persons: [], erased: true, readAs: [kind] }
  if (found._tag === "person")
    return { persons: [{ customerId: found.customerId, as, kind, confidence: 1 }], erased: false, readAs: [kind] }
  if (found._tag === "nobody") return { persons: [], erased: false, readAs: [kind] }
  const persons = found.candidates.map(({ customerId, confidence }) => ({ customerId, as, kind, confidence }))
  return { persons, erased: false, readAs: [kind] }
}

const byInteraction = Effect.fnUntraced(function* (interactionId: string) {
  const id = interactionDocumentId(yield* Keys, interactionId)
  const [interaction] = yield* (yield* Documents).getMany([ref(Interactions, id)])
  if (interaction === undefined) return { persons: [], erased: false, readAs: [] } satisfies Reading
  if (interaction.body.state === "tombstone")
    return { persons: [], erased: true, readAs: ["interaction"] } satisfies Reading
  const persons = interaction.body.sightings.map(
    ({ outcome }): Found => ({ customerId: outcome.customerId, as: "interaction", confidence: 1 }),
  )
  return { persons, erased: false, readAs: ["interaction"] } satisfies Reading
})

const hitOf = Effect.fnUntraced(function* (found: Found) {
  const person = (yield* loadPerson(found.customerId))?.body
  if (person?.state !== "current") return undefined
  const { customerId, resolutionTier, identifiers, lastInteraction } = person
  return {
    ...found,
    customerId,
    resolutionTier,
    identifiers: identifiers.length,
    ...(lastInteraction !== undefined && { lastInteractionAt: new Date(lastInteraction.at).toISOString() }),
    ...(lastInteraction?.channel !== undefined && { lastChannel: lastInteraction.channel }),
  } satisfies SearchHit
})
