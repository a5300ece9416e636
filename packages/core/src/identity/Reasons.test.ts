import { describe, expect, it } from "vitest"
import { reasonsSince, withReasonsSince } from "./Reasons.ts"
import type { KnownInteraction, Outcome } from "./Records.ts"

const outcome = (at: number, more: Partial<Outcome> = {}): Outcome => ({
  customerId: "00000000-0000-8000-8000-000000000001",
  resolutionTier: 1,
  confidence: 0.95,
  because: [{ kind: "email", source: "attributes.custom.email", weight: 0.95, sentence: "The same email address." }],
  refused: [],
  profileVersion: 1,
  policyVersion: 1,
  at,
  ...more,
})
const bare = (at: number) => outcome(at, { because: [] })
const decided = (...outcomes: ReadonlyArray<Outcome>): KnownInteraction => ({
  schema: 1,
  state: "known",
  interactionId: "call",
  dialect: "guide",
  first: 0,
  last: 0,
  named: false,
  participants: {},
  sightings: outcomes.map((outcome, i) => ({ id: `call#${i}`, keys: [], first: 0, outcome })),
  events: [],
})

describe("reasons", () => {
  it("are as old as the oldest that is left", () => {
    expect(reasonsSince(decided(bare(1), outcome(7), outcome(5)))).toBe(5)
    expect(reasonsSince(decided(bare(1)))).toBeUndefined()
    expect(reasonsSince(decided(outcome(3, { because: [], candidates: [] })))).toBe(3)
  })

  it("go by their own age, and leave who it is", () => {
    const before = decided(outcome(5, { candidates: [] }), outcome(7))
    const after = withReasonsSince(before, 6)
    expect(after).toEqual(decided(bare(5), outcome(7)))
    expect(reasonsSince(after)).toBe(7)
  })
})
