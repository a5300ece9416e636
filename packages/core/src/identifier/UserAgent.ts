import Bowser from "bowser"
import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

/** Programs that name themselves; a Cubot is a phone. */
const automaton = /(?<!cu)bot\b|crawler|spider|headless|lighthouse/i

/**
 * Accepts a `User-Agent` header of a browser. Answers `family/os/platform`, such as `Chrome/Windows/desktop`: versions
 * change every few weeks. Bots, and programs that do not say what they run on, are nobody's.
 */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  if (raw.length > 1024 || isPlaceholder(raw, policy) || automaton.test(raw)) return undefined
  const browser = Bowser.getParser(raw.trim())
  const parts = [browser.getBrowserName(), browser.getOSName(), browser.getPlatformType()]
  if (parts.some((part) => !part || part === "bot")) return undefined
  const family = parts.join("/")
  return isBlocked("userAgent", family, policy) ? undefined : family
}
