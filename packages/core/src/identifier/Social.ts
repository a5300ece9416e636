import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

/**
 * Accepts `platform:value`, the address of a person on a messaging platform. The value is the platform's and opaque to
 * us: kept as it stands, up to 256 printable characters without spaces.
 */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  const [, platform = "", value = ""] = /^\s*([a-z0-9]{1,20}):([^\s\p{C}]{1,256})\s*$/iu.exec(raw) ?? []
  if (isPlaceholder(value, policy)) return undefined
  const address = `${platform.toLowerCase()}:${value}`
  return isBlocked("social", address, policy) ? undefined : address
}
