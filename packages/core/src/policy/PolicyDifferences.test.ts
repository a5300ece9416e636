import { describe, expect, it } from "vitest"
import { differencesOf } from "./PolicyDifferences.ts"

describe("Differences of policies", () => {
  it("are the values that are others, by their paths; lists are compared whole", () => {
    const from = { kinds: { phone: { limit: 3, anchors: { crm: 1 } } }, told: ["a"], same: [1] }
    const to = { kinds: { phone: { limit: 4, anchors: { email: 2 } } }, told: ["a", "b"], same: [1] }
    expect(differencesOf(from, to)).toEqual([
      { path: "kinds.phone.anchors.crm", from: 1, to: undefined },
      { path: "kinds.phone.anchors.email", from: undefined, to: 2 },
      { path: "kinds.phone.limit", from: 3, to: 4 },
      { path: "told", from: ["a"], to: ["a", "b"] },
    ])
    expect(differencesOf(from, from)).toEqual([])
  })

  it("are told as deep as is wanted", () => {
    const [from, to] = [{ blocked: { email: ["a@b"] } }, { blocked: { email: [] } }]
    expect(differencesOf(from, to, 1).map(({ path }) => path)).toEqual(["blocked"])
  })
})
