import { describe, expect, it } from "vitest"
import { choose, type Scored, score } from "./Score.ts"
import { defaultTier2Policy as policy } from "./Tier2Policy.ts"

const scored = (customerId: string, probability: number): Scored => ({ customerId, probability, because: [] })

describe("Choosing", () => {
  it("takes the one who is probable enough", () => {
    const { assigned, kept } = choose([scored("ann", 0.99), scored("bob", 0.02)], policy)
    expect(assigned?.customerId).toBe("ann")
    expect(kept.map(({ customerId }) => customerId)).toEqual(["ann"])
  })

  it("gives two equals half each, and nobody the interaction", () => {
    const { assigned, kept } = choose([scored("ann", 0.99), scored("bob", 0.99)], policy)
    expect(assigned).toBeUndefined()
    const [first = 0, second] = kept.map(({ probability }) => probability)
    expect(first).toBe(second)
    expect(first).toBeGreaterThan(0.45)
    expect(first).toBeLessThan(0.5)
  })

  it("takes two who are one person for no rivals", () => {
    const both = [scored("ann", 0.99), scored("anne", 0.98), scored("bob", 0.02)]
    const areOne = (x: string, y: string) => x.startsWith("ann") && y.startsWith("ann")
    expect(choose(both, policy).assigned).toBeUndefined()
    const { assigned, ranked } = choose(both, policy, areOne)
    expect(assigned?.customerId).toBe("ann")
    expect(ranked.map(({ customerId }) => customerId)).toEqual(["ann", "bob"])
  })

  it("keeps nobody where most probably it is none of them", () => {
    expect(choose([scored("ann", 0.2), scored("bob", 0.1)], policy).kept).toEqual([])
  })

  it("never promises more than one whole", () => {
    const { ranked } = choose(
      ["a", "b", "c", "d"].map((id) => scored(id, 1)),
      policy,
    )
    expect(ranked.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1)
  })
})

describe("Scoring", () => {
  const meeting = { ageDays: 0, carriers: 1 }
  const device = { ...meeting, comparison: "device", outcome: "same" } as const
  const network = { ...meeting, comparison: "network", outcome: "sameAddressAndBrowser" } as const
  const probability = (...meetings: ReadonlyArray<typeof device | typeof network>) =>
    choose([score({}, { customerId: "ann", features: {}, meetings }, {}, policy)], policy).ranked[0]?.probability

  it("takes a device and where it stands for one piece of evidence", () => {
    expect(probability(device, network)).toBe(probability(device))
  })

  it("never assigns by a device alone that many people used", () => {
    expect(probability(device)).toBeGreaterThan(policy.assignFrom)
    expect(probability({ ...device, carriers: 8 })).toBeLessThan(policy.assignFrom)
  })

  it("never assigns by a network alone", () => {
    expect(probability(network)).toBeLessThan(policy.assignFrom)
  })
})
