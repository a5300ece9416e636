import type { CurrentPerson } from "@kith/core/identity/Records"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { flatProfile } from "./FlatProfile.ts"
import { at, currentPerson, idOf } from "./fixtures/World.ts"

const traits = (values: Record<string, string>): CurrentPerson["traits"] =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, at, eventKey: "e", source: "attributes.custom", interactionId: "i" },
    ]),
  )

const person = (profile: Partial<CurrentPerson> = {}) => currentPerson({ id: idOf(1), identifiers: [], profile })

describe("the flat profile", () => {
  it("is one object without nulls, of what is known", () => {
    const known = currentPerson({
      id: idOf(1),
      identifiers: [
        { kind: "email", value: "old@example.org" },
        { kind: "email", value: "new@example.org" },
        { kind: "phone", value: "+12125550123" },
      ],
      profile: {
        traits: traits({ firstName: "Ada", customerTier: "Gold" }),
        lastInteraction: { interactionId: "call-1", at, channel: "voice" },
      },
    })
    expect(flatProfile(known)).toEqual({
      found: true,
      customerId: idOf(1),
      customerTier: "Gold",
      resolutionTier: 1,
      confidence: 0.95,
      profileVersion: 3,
      firstName: "Ada",
      email: "new@example.org",
      phone: "+12125550123",
      lastInteractionId: "call-1",
      lastInteractionAt: "2026-01-05T09:00:00.000Z",
      lastChannel: "voice",
    })
    expect(Object.keys(flatProfile(person()))).toEqual([
      "found",
      "customerId",
      "resolutionTier",
      "confidence",
      "profileVersion",
    ])
  })

  it("lets no trait pass for a field of ours, and says so", () => {
    expect(flatProfile(person({ traits: traits({ confidence: "1", found: "false" }) }))).toMatchObject({
      found: true,
      confidence: 0.95,
      omitted: ["confidence", "found"],
    })
  })

  it("leaves out the least important traits first, and names them", () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`note${String(i).padStart(2, "0")}`, "x".repeat(256)]),
    )
    const flat = flatProfile(person({ traits: traits({ ...many, firstName: "Ada", customerTier: "Gold" }) }))
    expect(flat).toMatchObject({ firstName: "Ada", customerTier: "Gold", note00: "x".repeat(256) })
    const omitted = flat["omitted"] as ReadonlyArray<string>
    expect(omitted.at(-1)).toBe("note39")
    expect(Object.keys(flat).filter((name) => name.startsWith("note")).length + omitted.length).toBe(40)
  })

  it("never exceeds 8 KB, whatever the traits", () => {
    const text = (max: number) =>
      fc
        .tuple(fc.constantFrom("x", "\u0001", "é", "\u{1f600}"), fc.integer({ min: 1, max }))
        .map(([c, n]) => c.repeat(n))
    const anything = fc
      .array(fc.tuple(text(30), fc.integer(), text(128)), { maxLength: 100, size: "max" })
      .map((all) => Object.fromEntries(all.map(([name, n, value]) => [`${name}${n}`, value])))
    fc.assert(
      fc.property(anything, (values) => {
        const flat = flatProfile(person({ traits: traits(values) }))
        expect(Buffer.byteLength(JSON.stringify(flat))).toBeLessThanOrEqual(8 * 1024)
        expect(flat["customerId"]).toBe(idOf(1))
      }),
      { numRuns: 12 },
    )
  })
})
