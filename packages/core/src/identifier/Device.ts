import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

const constant = /^(.)\1*$/

/**
 * Accepts the fingerprint a web SDK made of a device: 6 to 200 printable characters without spaces, taken as it stands.
 * Shorter ones and repetitions of one character are counters or defaults, and nobody's.
 */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  if (isPlaceholder(raw, policy)) return undefined
  const id = raw.trim()
  if (!/^[\x21-\x7e]{6,200}$/.test(id) || constant.test(id.replaceAll("-", ""))) return undefined
  return isBlocked("device", id, policy) ? undefined : id
}
