import { derivedId } from "@kith/core/identifier/DerivedId"
import type { Keyring } from "@kith/core/identifier/Keyring"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { Setting } from "@kith/core/identity/Setting"

/** @param cause names the event or erasure that is decided on: deciding again makes the same ids. */
export const settingFor = (policy: LinkingPolicy, keyring: Keyring, cause: string, now: number): Setting => ({
  policy,
  interactionKey: (interactionId) => keyring.keyOf({ kind: "interaction", value: interactionId }),
  newId: (purpose, ...parts) => derivedId(keyring, purpose, ...parts),
  cause,
  now,
})
