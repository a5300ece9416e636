import { Components, Identifiers, Interactions, Persons } from "../documents/Collections.ts"
import { fitting, ref, type Seen, type Snapshot, type Write } from "../documents/Documents.ts"
import type { Key } from "../identifier/Identifier.ts"
import { interactionDocumentId, type Keyring } from "../identifier/Keyring.ts"
import { givenToOf } from "../identity/Assignment.ts"
import type { Shared } from "../identity/Graph.ts"
import type { IdentifierRecord, KnownInteraction, PersonRecord } from "../identity/Records.ts"
import type { Resolved } from "../identity/Resolve.ts"
import { saidIn } from "../identity/Sightings.ts"
import type { Read } from "./LoadEvidence.ts"
import { monthTags } from "./MonthTags.ts"

export const seenOf = (snapshot: Snapshot | undefined): Seen => snapshot?.version ?? "absent"

/** The commit of a decision, guarded by everything it rests on. */
export const graphWrites = (resolved: Resolved, read: Read, keyring: Keyring): ReadonlyArray<Write> => [
  ...resolved.interactions.map((interaction) => interactionWrite(interaction, read, keyring)),
  ...componentWrites(resolved, read),
  ...[...resolved.moved].map(([key, component]) =>
    identifierWrite(key, { schema: 1, state: "pointer", component }, read),
  ),
  ...vanishedWrites(resolved, read),
  ...[...resolved.shared].map(([key, shared]) => identifierWrite(key, sharedRecord(shared), read)),
  ...personWrites(resolved),
]

/** Of an identifier that nothing asserts only its bans remain, or a tombstone. */
const vanishedWrites = ({ vanished, waiting = new Map() }: Resolved, read: Read): ReadonlyArray<Write> =>
  [...new Set([...vanished, ...waiting.keys()])]
    .filter((key) => read.identifiers.get(key)?.body.state !== "tombstone")
    .map((key): Write => {
      const from = waiting.get(key) ?? []
      if (from.length === 0) return { op: "delete", ref: ref(Identifiers, key), ...guardOf(key, read) }
      return identifierWrite(key, { schema: 1, state: "banned", from: [...from] }, read)
    })

export const interactionWrite = (interaction: KnownInteraction, read: Read, keyring: Keyring): Write => {
  const id = interactionDocumentId(keyring, interaction.interactionId)
  return {
    ...fitting(ref(Interactions, id), interaction),
    seen: seenOf(read.interactions.get(id)),
    tags: assertedIn(interaction, keyring),
  }
}

/** All that an erasure has to find it by: what its sightings assert, and what stands there unused. */
const assertedIn = (interaction: KnownInteraction, keyring: Keyring): ReadonlyArray<string> => {
  const said = saidIn(interaction, (value) => keyring.keyOf({ kind: "interaction", value }))
  const given = interaction.sightings.flatMap((sighting) => {
    const to = givenToOf(sighting)
    return to === undefined ? [] : givenTo(to)
  })
  const mentions = (interaction.mentions ?? []).map(mentionOf)
  return [...monthTags(interaction), ...given, ...mentions, ...said].slice(0, 256)
}

/** Tag of the interactions whose traits mention an identifier. */
export const mentionOf = (key: Key): string => `mention:${key}`

/** Tag of the interactions that tier 2 gave to a person, or whose own person it holds for that one. */
export const givenTo = (customerId: string): string => `given:${customerId}`

const componentWrites = (resolved: Resolved, read: Read): ReadonlyArray<Write> => [
  ...resolved.components.map((component): Write => {
    const seen = seenOf(read.components.get(component.id))
    return { ...fitting(ref(Components, component.id), component), seen }
  }),
  ...resolved.gone.map((id): Write => {
    return { op: "delete", ref: ref(Components, id), seen: seenOf(read.components.get(id)) }
  }),
]

const identifierWrite = (key: Key, body: IdentifierRecord, read: Read): Write => ({
  ...fitting(ref(Identifiers, key), body),
  ...guardOf(key, read),
})

/** A pointer may be overwritten unread: the component it names is guarded. All else must be as it was read. */
const guardOf = (key: Key, read: Read): { readonly seen?: Seen } => {
  const known = read.identifiers.get(key)
  return !read.identifiers.has(key) || known?.body.state === "pointer" ? {} : { seen: seenOf(known) }
}

const sharedRecord = ({ anchors, saturated, bans }: Shared): IdentifierRecord => ({
  schema: 1,
  state: "shared",
  anchors: Object.fromEntries([...anchors].map(([kind, keys]) => [kind, [...keys]])),
  saturated,
  bans: [...bans],
})

const personWrites = (resolved: Resolved): ReadonlyArray<Write> => {
  const put = (id: string, body: PersonRecord): Write => fitting(ref(Persons, id), body)
  return [
    ...resolved.profiles.map((person) => put(person.customerId, person)),
    ...resolved.lone.map((person) => put(person.customerId, person)),
    ...resolved.aliases.map(({ id, of }) => put(id, { schema: 1, state: "alias", of })),
    ...resolved.orphaned.map(({ id, heirs }) => put(id, { schema: 1, state: "ambiguous", heirs: [...heirs] })),
  ]
}
