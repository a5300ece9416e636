import type { Note } from "@kith/core/telemetry/Trail"
import { describe, expect, it } from "vitest"
import { EventSummary } from "./api/Events.ts"
import { eventOf, stepsOf } from "./EventOf.ts"

const eventId = "0b6f4c1e-6a52-4b5c-9a52-4f3d1a1c7e01"
const receivedAt = Date.UTC(2026, 0, 5, 9)
const received: Note = {
  note: "received",
  eventId,
  receivedAt,
  disposition: "accepted",
  interaction: "chat",
  millis: 4,
}
const applied: Note = {
  ...{ note: "decided", eventId, receivedAt, disposition: "applied", interaction: "chat", customerId: eventId },
  ...{ resolutionTier: 1, confidence: 0.95, made: "merge", mergedId: eventId, millis: 12 },
}
const again: Note = { note: "decided", eventId, receivedAt, disposition: "duplicate", interaction: "chat", millis: 90 }
const givenUp: Note = { note: "given-up", eventId, subscription: "x-to-y", reason: "VendorRefused", deadLetterId: "d" }

const followed = (...notes: ReadonlyArray<Note>) => ({
  eventId,
  receivedAt,
  notes: notes.map((note, i) => ({ at: receivedAt + i, note })),
})
const dispositionOf = (...notes: ReadonlyArray<Note>) => eventOf(followed(...notes)).disposition

describe("What became of an event", () => {
  it("is pending until somebody decided", () => {
    expect(dispositionOf(received)).toBe("pending")
    expect(eventOf(followed(received, applied))).toMatchObject({
      disposition: "applied",
      made: "merge",
      customerId: eventId,
    })
  })

  it("stays what it was first, whatever a redelivery finds", () => {
    expect(dispositionOf(received, applied, again)).toBe("applied")
  })

  it("is a dead letter, until a replay takes it in after all", () => {
    expect(eventOf(followed(received, givenUp))).toMatchObject({ disposition: "deadLettered", reason: "VendorRefused" })
    expect(dispositionOf(received, givenUp, applied)).toBe("applied")
  })

  it("is told in the shape that is described, step by step", () => {
    expect(EventSummary.parse(eventOf(followed(received, givenUp, applied)))).toBeDefined()
    expect(stepsOf(followed(received, applied)).map(({ step, afterMillis }) => [step, afterMillis])).toEqual([
      ["received", 0],
      ["decided", 1],
    ])
  })
})
