import { Effect, Layer } from "effect"
import { type Note, Trail } from "./Trail.ts"

/**
 * On Google Cloud the notes of an event are log lines, where they are counted, and looked for by its id. Topics and queues
 * count for themselves; whoever gives up, or writes to Genesys, says so anyway.
 */
export const layer: Layer.Layer<never> = Layer.succeed(Trail, (note: Note) => {
  if (note.note === "received") {
    const { eventId, disposition, reason, dialect, kind, interaction, deadLetterId, millis: ageMillis } = note
    const fields = { eventId, disposition, reason, dialect, kind, interaction, deadLetterId, ageMillis }
    return Effect.logInfo("event received", fields)
  }
  if (note.note === "decided") {
    const { eventId, disposition, interaction, customerId, millis: ageMillis } = note
    return Effect.logInfo("event decided", { eventId, disposition, interaction, customerId, ageMillis })
  }
  if (note.note === "sent" && note.system !== "genesys") {
    const { system, outcome: status, millis: ageMillis } = note
    return Effect.logInfo("effect recorded", { system, status, ageMillis })
  }
  return Effect.void
})
