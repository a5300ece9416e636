import type { CurrentPerson, OpenInteraction } from "@kith/core/identity/Records"
import { describe, expect, it } from "vitest"
import {
  bodyOf,
  brokenLimit,
  essenceOf,
  type LeanPatch,
  leanAttributes,
  shippedLimits,
  type WritebackDialect,
} from "./LeanAttributes.ts"

const customerId = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01"
const profileBaseUrl = "https://kith.example"
const settings = { profileBaseUrl, panel: [], limits: shippedLimits }
const profileUrl = `${profileBaseUrl}/profiles/${customerId}`

const person = (version = 7, tier?: string, id = customerId): CurrentPerson => ({
  schema: 1,
  state: "current",
  customerId: id,
  version,
  resolutionTier: 1,
  confidence: 0.99,
  since: 0,
  identifiers: [],
  traits:
    tier === undefined ? {} : { customerTier: { value: tier, at: 0, eventKey: "e", source: "s", interactionId: "i" } },
  former: [],
  open: [],
  policyVersion: 1,
})

const open = (changes: Partial<OpenInteraction> = {}): OpenInteraction => ({
  sightingId: "i-1",
  interactionId: "i-1",
  dialect: "guide",
  since: 0,
  resolutionTier: 1,
  confidence: 0.95,
  ...changes,
})
const call = open({ dialect: "genesys-eventbridge", participantId: "p-1" })

const patchOf = (someone: CurrentPerson, interaction: OpenInteraction, forced?: WritebackDialect): LeanPatch => {
  const patch = leanAttributes(someone, interaction, { ...settings, forced })
  if (patch === undefined) throw new Error("there is something to write")
  return patch
}

describe("leanAttributes", () => {
  it("speaks the guide's dialect to the guide's interactions", () => {
    const patch = patchOf(person(7, "Gold"), open())
    expect(patch.path).toBe("/api/v2/interactions/i-1")
    expect(bodyOf(patch)).toEqual({
      attributes: {
        custom: {
          resolvedCustomerId: customerId,
          customerTier: "Gold",
          identityConfidence: 0.95,
          profileVersion: 7,
          profileUrl,
        },
      },
    })
  })

  it("gives a Genesys participant strings under our prefix", () => {
    const patch = patchOf(person(7, "Gold"), call)
    expect(patch.path).toBe("/api/v2/conversations/i-1/participants/p-1/attributes")
    expect(bodyOf(patch)).toEqual({
      attributes: {
        kith_resolvedCustomerId: customerId,
        kith_customerTier: "Gold",
        kith_identityConfidence: "0.95",
        kith_profileVersion: "7",
        kith_profileUrl: profileUrl,
      },
    })
  })

  it("shows an agent's panel what it is told to, typed", () => {
    const panel = ["resolvedCustomerId", "customerTier", "identityConfidence", "profileVersion"] as const
    const patch = leanAttributes(person(7), call, { ...settings, panel })
    expect(patch?.attributes).toMatchObject({
      "conversationDetails.participantData.kith_resolvedCustomerId": `identifier:${customerId}`,
      "conversationDetails.participantData.kith_identityConfidence": "number:0.95",
      "conversationDetails.participantData.kith_profileVersion": "integer:7",
    })
    expect(Object.keys(patch?.attributes ?? {})).not.toContain("conversationDetails.participantData.kith_customerTier")
    const named = leanAttributes(person(7, "Gold"), call, { ...settings, panel })
    expect(brokenLimit(named?.attributes ?? {}, shippedLimits)).toBeUndefined()
    expect(essenceOf(patch as LeanPatch)).not.toContain("integer:7")
  })

  it("says no tier where none is known", () => {
    expect(patchOf(person(), open()).attributes).not.toHaveProperty("customerTier")
  })

  it("tells how sure it is of this interaction, in four digits", () => {
    const { attributes } = patchOf(person(), open({ confidence: 0.1 + 0.2 }))
    expect(attributes).toMatchObject({ identityConfidence: 0.3 })
  })

  it.each<[WritebackDialect, OpenInteraction, string]>([
    ["guide", call, "/api/v2/interactions/i-1"],
    [
      "participant-attributes",
      { ...open(), participantId: "p-1" },
      "/api/v2/conversations/i-1/participants/p-1/attributes",
    ],
  ])("can be forced to %s", (forced, interaction, path) => {
    expect(patchOf(person(), interaction, forced).path).toBe(path)
  })

  it("keeps what is no id from changing the address", () => {
    expect(patchOf(person(), open({ interactionId: "../users/1?x" })).path).toBe(
      "/api/v2/interactions/..%2Fusers%2F1%3Fx",
    )
  })

  it("waits for a participant that is not known yet", () => {
    expect(leanAttributes(person(), open({ dialect: "genesys-eventbridge" }), settings)).toBeUndefined()
  })
})

describe("what is worth a call", () => {
  const other = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a02"

  it.each<[string, CurrentPerson, Partial<OpenInteraction>, boolean]>([
    ["a higher version alone", person(8, "Gold"), {}, false],
    ["another tier", person(7, "Silver"), {}, true],
    ["another customer", person(7, "Gold", other), {}, true],
    ["another confidence", person(7, "Gold"), { confidence: 0.5 }, true],
  ])("%s", (_title, someone, changes, isWorth) => {
    for (const interaction of [open(), call]) {
      const before = essenceOf(patchOf(person(7, "Gold"), interaction))
      const after = essenceOf(patchOf(someone, { ...interaction, ...changes }))
      expect(after !== before).toBe(isWorth)
    }
  })
})

describe("brokenLimit", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, "v"]))

  it.each<[string, Record<string, string | number>, boolean]>([
    ["what we write", patchOf(person(7, "Gold"), call).attributes, true],
    ["ten attributes", many(10), true],
    ["eleven attributes", many(11), false],
    ["a name of 64 characters", { ["n".repeat(64)]: 1 }, true],
    ["a name of 65 characters", { ["n".repeat(65)]: 1 }, false],
    ["a name with a space", { "n n": 1 }, false],
    ["a value of 256 characters", { n: "v".repeat(256) }, true],
    ["a value of 257 characters", { n: "v".repeat(257) }, false],
    ["two KiB together", Object.fromEntries("abcdefgh".split("").map((name) => [name, "v".repeat(255)])), true],
    [
      "two KiB and a byte",
      Object.fromEntries("abcdefgh".split("").map((n, i) => [n, "v".repeat(i ? 255 : 256)])),
      false,
    ],
    ["bytes rather than characters", Object.fromEntries("abcde".split("").map((n) => [n, "é".repeat(205)])), false],
  ])("%s", (_title, attributes, isWithin) => {
    expect(brokenLimit(attributes, shippedLimits) === undefined).toBe(isWithin)
  })
})
