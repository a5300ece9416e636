import { derivedId } from "../identifier/DerivedId.ts"
import type { Keyring } from "../identifier/Keyring.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import type { Setting } from "../identity/Setting.ts"

/** @param cause names the event or erasure that is decided on, and when: two never make the same ids. */
export const settingFor = (policy: LinkingPolicy, keyring: Keyring, cause: string, now: number): Setting => ({
  policy,
  interactionKey: once(
    (interactionId) => interactionId,
    (interactionId) => keyring.keyOf({ kind: "interaction", value: interactionId }),
  ),
  blockKey: once(
    ({ kind, value }) => `${kind}:${value}`,
    ({ kind, value }) => `${kind}:${keyring.digest(`signal ${kind}`, value)}`,
  ),
  newId: (purpose, ...parts) => derivedId(keyring, purpose, ...parts),
  cause,
  now,
})

/** One decision asks for the same hash many times over; no longer than it takes is any value kept. */
const once = <A, B>(nameOf: (of: A) => string, make: (of: A) => B): ((of: A) => B) => {
  const made = new Map<string, B>()
  return (of) => {
    const name = nameOf(of)
    const known = made.get(name)
    if (known !== undefined) return known
    const fresh = make(of)
    made.set(name, fresh)
    return fresh
  }
}
