import { type Harmless, shaped } from "../telemetry/Harmless.ts"
import type { Keyring } from "./Keyring.ts"

/**
 * What an interaction is called where anybody may read it: by its own id where that is a UUID, as Genesys' are, else by
 * its keyed hash. An id that the sender made up may be a telephone number, or a name.
 */
export const shownInteraction = (interactionId: string, { digest }: Keyring): Harmless => {
  const own = shaped("uuid", interactionId)
  return own === interactionId ? own : shaped("digest", digest("interaction", interactionId))
}
