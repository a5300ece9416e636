import type { Identifier } from "../identifier/Identifier.ts"
import { interactionDocumentId, type Keyring } from "../identifier/Keyring.ts"

/** An erasure finds what names one of the person's interactions, though it may name no identifier. */
export const interactionTag = (documentId: string): string => `interaction/${documentId}`

/** What a dead letter is found by, so that whoever is forgotten later is forgotten there too. */
export const deadLetterTags = (
  named: { readonly identifiers: ReadonlyArray<Identifier>; readonly interactionIds: ReadonlyArray<string> },
  keyring: Keyring,
): ReadonlyArray<string> => [
  ...named.identifiers.map((identifier) => keyring.keyOf(identifier)),
  ...named.interactionIds.map((id) => interactionTag(interactionDocumentId(keyring, id))),
]
