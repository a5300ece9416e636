import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { Effect } from "effect"
import * as z from "zod"
import type { BanOrder } from "./api/Explanations.ts"
import { GivenKey } from "./api/Fields.ts"
import { IdentifierName } from "./api/Naming.ts"
import type { ProfileSearch } from "./api/Profiles.ts"
import { keyNamed } from "./FindStanding.ts"
import { identifierOf } from "./Subject.ts"

/** What the audit log calls those whom a request names: keys and ids, however the request put it. */

const uuid = z.uuid()

/** A path can say anything. */
export const idIn = (path: string): string => (uuid.safeParse(path).success ? path.toLowerCase() : "-")

export const interactionIn = Effect.fnUntraced(function* (interactionId: string) {
  return `interaction ${interactionDocumentId(yield* Keys, interactionId)}`
})

export const searchedFor = Effect.fnUntraced(function* (search: ProfileSearch) {
  if (search.conversationId !== undefined) return yield* interactionIn(search.conversationId)
  const identifier = identifierOf(search, yield* CurrentIdentifierPolicy)
  return identifier === undefined ? "-" : (yield* Keys).keyOf(identifier)
})

/** One side of a comparison or of a ban. */
export const sideOf = Effect.fnUntraced(function* (
  side: IdentifierName | { readonly customerId: string } | { readonly interactionId: string },
) {
  if ("customerId" in side) return side.customerId
  if ("interactionId" in side) return yield* interactionIn(side.interactionId)
  const name = IdentifierName.safeParse(side)
  return name.success ? yield* keyNamed(name.data) : "-"
})

export const pairIn = Effect.fnUntraced(function* (order: BanOrder) {
  if ("persons" in order) return order.persons.join(" ")
  return `${yield* sideOf(order.a)} ${yield* sideOf(order.b)}`
})

/** A text that may be anything: an id or a key as it is, all else by a hash, by which two searches can be told to be one. */
export const searchedText = Effect.fnUntraced(function* (text: string) {
  if (uuid.safeParse(text).success) return text.toLowerCase()
  return GivenKey.safeParse(text).success ? text : `text ${(yield* Keys).digest("search", text)}`
})
