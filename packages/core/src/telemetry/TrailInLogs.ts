import { Effect, Layer } from "effect"
import { type Harmless, shaped } from "./Harmless.ts"
import { logInfo } from "./Log.ts"
import { type Note, Trail } from "./Trail.ts"

/**
 * On Google Cloud the notes of an event are log lines, where they are counted, and looked for by its id. Topics and queues
 * count for themselves; whoever gives up, or writes to Genesys, says so anyway.
 */
export const layer: Layer.Layer<never> = Layer.succeed(Trail, (note: Note) => {
  if (note.note === "received") {
    const { eventId, disposition, reason, dialect, kind, interaction, deadLetterId, millis: ageMillis } = note
    const ids = { eventId: shaped("uuid", eventId), interaction: shown(interaction), deadLetterId: shown(deadLetterId) }
    return logInfo("event received", { disposition, reason, dialect, kind, ageMillis, ...ids })
  }
  if (note.note === "decided") {
    const { eventId, disposition, interaction, customerId, millis: ageMillis } = note
    const ids = { eventId: shaped("uuid", eventId), interaction: shown(interaction), customerId: shown(customerId) }
    return logInfo("event decided", { disposition, ageMillis, ...ids })
  }
  if (note.note === "sent" && note.system !== "genesys") {
    const { system, outcome: status, millis: ageMillis } = note
    return logInfo("effect recorded", { system, status, ageMillis })
  }
  return Effect.void
})

/** An interaction whose id the sender made up is not called by it where anybody may read it. */
const shown = (id: string | undefined): Harmless | undefined => (id === undefined ? undefined : shaped("id", id))
