import { isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

/** Accepts the id of an interaction: 1 to 200 printable characters without spaces, taken as it stands. */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  const id = raw.trim()
  return isPlaceholder(id, policy) || !/^[\x21-\x7e]{1,200}$/.test(id) ? undefined : id
}
