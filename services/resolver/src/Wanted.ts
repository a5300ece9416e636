import { keyInGraph } from "@kith/core/graph/KeyInGraph"
import type { Read } from "@kith/core/graph/LoadEvidence"
import type { Key } from "@kith/core/identifier/Identifier"
import { interactionDocumentId, type Keyring } from "@kith/core/identifier/Keyring"
import type { KeyedIdentifier } from "@kith/core/identity/Fold"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"

/** The keys and documents that an event names. */
export interface WantedBy {
  readonly own: string
  readonly ownKey: Key
  readonly interactions: ReadonlyArray<string>
  /** Each under all its forms, the current one first. */
  readonly identifiers: ReadonlyArray<
    { readonly forms: ReadonlyArray<Key> } & InteractionObserved["identifiers"][number]
  >
  /** Those of the event, of the interactions it names, and of itself; tombstones may lie under a retired pepper too. */
  readonly all: ReadonlyArray<Key>
}

export const wantedBy = (event: InteractionObserved, keyring: Keyring): WantedBy => {
  const interactionKeys = [event.interactionId, ...event.links].map((value) =>
    keyring.keyOf({ kind: "interaction", value }),
  )
  const identifiers = event.identifiers.map((identifier) => ({ ...identifier, forms: keyring.keysOf(identifier) }))
  return {
    own: interactionDocumentId(keyring, event.interactionId),
    ownKey: interactionKeys[0] as Key,
    interactions: [event.interactionId, ...event.links].map((id) => interactionDocumentId(keyring, id)),
    identifiers,
    all: [...identifiers.flatMap(({ forms }) => forms), ...interactionKeys],
  }
}

/** Under the keys that the graph knows them by. */
export const identifiersIn = ({ identifiers }: WantedBy, read: Read): ReadonlyArray<KeyedIdentifier> =>
  identifiers.map(({ forms, ...identifier }) => ({
    ...identifier,
    key: keyInGraph(forms, (form) => read.identifiers.get(form)?.body),
  }))

export const areTombstones = ({ all, interactions }: WantedBy, read: Read): boolean =>
  [...all.map((key) => read.identifiers.get(key)), ...interactions.map((id) => read.interactions.get(id))].some(
    (s) => s?.body.state === "tombstone",
  )
