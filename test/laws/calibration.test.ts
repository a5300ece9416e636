import { readFileSync } from "node:fs"
import { calibrationError } from "@kith/core/identity/Calibration"
import { holdToAccount } from "@kith/core/identity/FitPolicy"
import { defaultLinkingPolicy, LinkingPolicy } from "@kith/core/identity/Policy"
import { defaultTier2Policy as policy } from "@kith/core/identity/Tier2Policy"
import { calibrationOf } from "@kith/local/policy/CalibrationReport"
import { fitFromStore } from "@kith/local/policy/FitFromStore"
import { describe, expect, it } from "vitest"
import { arrivals } from "../bench/labelled/Arrivals.ts"
import { receive } from "../bench/labelled/Centre.ts"
import { labelledObservations } from "../bench/labelled/Labelled.ts"
import { traffic } from "../bench/labelled/Traffic.ts"

const report = readFileSync(new URL("../../docs/policy-report.md", import.meta.url), "utf8")
const stated = (row: string) => {
  const [, , conversations, right, error] = new RegExp(`^(\\| ${row}.*)$`, "m").exec(report)?.[1]?.split("|") ?? []
  return { conversations: Number(conversations), right: Number(right), error: Number(error) }
}

describe("The shipped policy", () => {
  it("has the weights that its report tells", () => {
    const told = [...report.matchAll(/^\| ([a-zA-Z]+) \| ([a-zA-Z]+) \| ([\d.]+) \| ([\d.]+) \|/gm)].map(([, ...row]) =>
      row.join(" "),
    )
    const shipped = Object.entries(policy.comparisons).flatMap(([comparison, levels]) =>
      Object.entries(levels).map(([level, { m, u }]) => `${comparison} ${level} ${m} ${u}`),
    )
    expect(told).toEqual(shipped)
    expect(report).toContain(`Prior of a candidate: ${policy.prior}.`)
  })

  // A smaller sample of another seed is off by chance as well: as much as its size allows for.
  it("keeps its promises on traffic it has not seen as well as the report says", async () => {
    const { all, assigned } = calibrationOf(holdToAccount(await labelledObservations(4, 400), policy), policy)
    expect(all.length).toBeGreaterThan(150)
    expect(calibrationError(all)).toBeLessThan(stated("all with").error + 1.5 / Math.sqrt(all.length))
    const right = assigned.filter(({ isRight }) => isRight).length / assigned.length
    expect(assigned.length).toBeGreaterThan(30)
    expect(right).toBeGreaterThan(stated("assigned").right - 0.8 / Math.sqrt(assigned.length))
  })
})

describe("A policy fitted on a store", () => {
  it("comes near the weights that the truth gives, though it knows no more of it than the CRM's records", async () => {
    const { seen } = await receive(
      arrivals(traffic(5, 600), 0),
      defaultLinkingPolicy,
      fitFromStore(defaultLinkingPolicy),
    )
    const { linking, claims } = seen ?? {}
    expect(LinkingPolicy.parse(linking)).toEqual(linking)
    expect(linking?.version).toBe(defaultLinkingPolicy.version + 1)
    expect(linking?.tier2.fittedOn).toMatch(/^\d+ conversations of 2025-01-\d\d to 2026-0\d-\d\d/)
    expect(claims?.length).toBeGreaterThan(50)
    for (const trait of ["firstName", "lastName", "dateOfBirth", "postalCode"] as const)
      expect(Math.abs((linking?.tier2.comparisons[trait].same.m ?? 0) - policy.comparisons[trait].same.m)).toBeLessThan(
        0.15,
      )
  })

  it("is not made of too little", async () => {
    const few = receive(arrivals(traffic(5, 20), 0), defaultLinkingPolicy, fitFromStore(defaultLinkingPolicy))
    await expect(few).rejects.toThrow("100 are needed")
  })
})
