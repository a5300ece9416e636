import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../bundle/Paths.ts"
import { averageEvent, eventCost } from "./Cost.ts"
import { costPage } from "./CostPage.ts"

const one = { requests: 1, reads: 2, writes: 3, roundTrips: 1, messages: 1, bytes: 1500 }

describe("What a month costs", () => {
  it("is in the document as computed: npx pnpm@12 cost", () => {
    expect(readFileSync(join(root, "docs/cost.md"), "utf8")).toBe(costPage())
  })

  it("counts a message once for its publication and once for each subscription, and a kilobyte at least", () => {
    // The webhook's topic has one subscription, the resolver's two.
    expect(eventCost({ "ingress-redactor": one, resolver: { ...one, bytes: 200 } })).toMatchObject({
      requests: 2,
      reads: 4,
      writes: 6,
      messages: 2,
      carried: 1500 * 2 + 1000 * 3,
    })
  })

  it("mixes kinds of events by their shares", () => {
    const table = { rare: { resolver: one }, usual: { resolver: { ...one, reads: 10 } } }
    expect(averageEvent(table, { rare: 0.25, usual: 0.75 }).reads).toBeCloseTo(8)
  })
})
