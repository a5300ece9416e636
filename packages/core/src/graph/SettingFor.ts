import { derivedId } from "../identifier/DerivedId.ts"
import type { Keyring } from "../identifier/Keyring.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import type { Setting } from "../identity/Setting.ts"

/**
 * @param keyring `hashedOnce`: a decision asks for the same hash many times over.
 * @param cause names the event or erasure that is decided on, and when: two never make the same ids.
 */
export const settingFor = (policy: LinkingPolicy, keyring: Keyring, cause: string, now: number): Setting => {
  const { keyOf, digest } = keyring
  return {
    policy,
    interactionKey: (value) => keyOf({ kind: "interaction", value }),
    blockKey: ({ kind, value }) => `${kind}:${digest(`signal ${kind}`, value)}`,
    newId: (purpose, ...parts) => derivedId(keyring, purpose, ...parts),
    cause,
    now,
  }
}
