import { Effect } from "effect"
import { Identifiers } from "../documents/Collections.ts"
import { ref, type Write } from "../documents/Documents.ts"
import type { Key } from "../identifier/Identifier.ts"
import { type Keyring, Keys } from "../identifier/Keyring.ts"
import type { KnownInteraction, Participant } from "../identity/Records.ts"
import { keyInGraph } from "./KeyInGraph.ts"
import { type Read, readInto } from "./LoadEvidence.ts"

/**
 * These interactions, each identifier called what the graph calls it. What identified nobody when it was said (an agent's
 * words in a conference) is known to the graph by no name: since then somebody may have said it under another pepper. The
 * guards keep anybody from doing so meanwhile. Their identifiers have been read; costs nothing where there has only ever
 * been one pepper.
 */
export const asKnown = Effect.fnUntraced(function* (interactions: ReadonlyArray<KnownInteraction>, read: Read) {
  const strangers = strangersIn(interactions, read, yield* Keys)
  if (strangers.size === 0) return { interactions, guards: [] }
  yield* readInto(read, { identifiers: [...strangers.values()].flat() })
  const recordOf = (key: Key) => read.identifiers.get(key)?.body
  const names = new Map([...strangers].map(([key, forms]) => [key, keyInGraph(forms, recordOf)]))
  const unknown = [...strangers.values()].filter((forms) => forms.every((form) => recordOf(form) === undefined))
  const absent = new Set(unknown.flatMap((forms) => forms.slice(1)))
  return {
    interactions: interactions.map((one) => renamed(one, names)),
    guards: [...absent].map((form): Write => ({ op: "guard", ref: ref(Identifiers, form), seen: "absent" })),
  }
})

/** Identifiers that the graph does not know by the key they are kept with, and every form they can have. */
const strangersIn = (
  interactions: ReadonlyArray<KnownInteraction>,
  read: Read,
  { keysOf }: Keyring,
): ReadonlyMap<Key, ReadonlyArray<Key>> => {
  const strangers = new Map<Key, ReadonlyArray<Key>>()
  for (const { participants } of interactions)
    for (const { identifiers } of Object.values(participants))
      for (const { key, kind, value } of identifiers) {
        if (read.identifiers.get(key) !== undefined || strangers.has(key)) continue
        const forms = keysOf({ kind, value })
        if (forms.length > 1) strangers.set(key, forms)
      }
  return strangers
}

const renamed = (interaction: KnownInteraction, names: ReadonlyMap<Key, Key>): KnownInteraction => {
  const all = Object.entries(interaction.participants)
  if (!all.some(([, { identifiers }]) => identifiers.some(({ key }) => (names.get(key) ?? key) !== key)))
    return interaction
  return { ...interaction, participants: Object.fromEntries(all.map(([id, one]) => [id, named(one, names)])) }
}

/** What was said under two peppers is one identifier from now on. */
const named = (participant: Participant, names: ReadonlyMap<Key, Key>): Participant => {
  const all = participant.identifiers.map((one) => ({ ...one, key: names.get(one.key) ?? one.key }))
  return { ...participant, identifiers: [...new Map(all.map((one) => [one.key, one])).values()] }
}
