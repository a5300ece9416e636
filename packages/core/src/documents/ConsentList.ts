import { Effect } from "effect"
import type { Identifier } from "../identifier/Identifier.ts"
import { Keys } from "../identifier/Keyring.ts"
import { CurrentPrivacyPolicy } from "../settings/PrivacyPolicy.ts"
import { Consents } from "./Collections.ts"
import { Documents, ref } from "./Documents.ts"

/**
 * Which of these identifiers were given back to their people by a consent after `at` (epoch milliseconds): what happened
 * before the consent stays forgotten, however late it comes. Costs nothing where the policy has no such consents.
 */
export const consentedAfter = Effect.fnUntraced(function* (identifiers: ReadonlyArray<Identifier>, at: number) {
  const { afterErasure } = yield* CurrentPrivacyPolicy
  if (afterErasure === "suppressed" || identifiers.length === 0) return () => false
  const keyring = yield* Keys
  const keys = [...new Set(identifiers.flatMap((identifier) => keyring.keysOf(identifier)))]
  const found = yield* (yield* Documents).getMany(keys.map((key) => ref(Consents, key)))
  const later = new Set(keys.filter((_, i) => (found[i]?.body.at ?? 0) > at))
  return (identifier: Identifier) => keyring.keysOf(identifier).some((key) => later.has(key))
})
