import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const constant = /^(.)\1*$/

/** Accepts the UUID of a Genesys external contact; answers it in lower case. The all-zero one is nobody. */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  if (isPlaceholder(raw, policy)) return undefined
  const id = raw.trim().toLowerCase()
  if (!uuid.test(id) || constant.test(id.replaceAll("-", ""))) return undefined
  return isBlocked("genesysContact", id, policy) ? undefined : id
}
