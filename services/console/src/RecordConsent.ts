import { Consents, Identifiers } from "@kith/core/documents/Collections"
import { Documents, ref, type Write } from "@kith/core/documents/Documents"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import type { Identifier } from "@kith/core/identifier/Identifier"
import { Keys } from "@kith/core/identifier/Keyring"
import { CurrentPrivacyPolicy } from "@kith/core/settings/PrivacyPolicy"
import { Clock, Effect } from "effect"
import { findPerson, fromTheRead } from "./FindPerson.ts"

/**
 * `POST /consents`: a person who was erased wants to be known again by this identifier, where the policy allows that. The
 * tombstone goes; what happened before now stays forgotten, and so do the person's former id and interactions.
 */
export const recordConsent = Effect.fn("RecordConsent.recordConsent")(function* (identifier: Identifier) {
  const { afterErasure } = yield* CurrentPrivacyPolicy
  if (afterErasure === "suppressed") return problem(409, "Not allowed", "the policy lets nobody come back")
  const found = yield* findPerson(identifier)
  if (found._tag !== "forgotten") return { status: 200, body: { lifted: 0 } } satisfies HttpResponse
  const tombstones = found.pointers.filter(({ forgotten }) => forgotten)
  const at = yield* Clock.currentTimeMillis
  const key = (yield* Keys).keyOf(identifier)
  const consent: Write = { op: "put", ref: ref(Consents, key), body: { schema: 1, at } }
  const lift = tombstones.map(({ key, seen }): Write => ({ op: "delete", ref: ref(Identifiers, key), seen }))
  yield* (yield* Documents).commit({ writes: [...lift, consent] })
  return { status: 200, body: { lifted: 1, since: new Date(at).toISOString() } } satisfies HttpResponse
}, fromTheRead)
