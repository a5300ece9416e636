import { readFileSync } from "node:fs"
import { calibrationError } from "@kith/core/identity/Calibration"
import { holdToAccount } from "@kith/core/identity/FitPolicy"
import { defaultLinkingPolicy, LinkingPolicy } from "@kith/core/identity/Policy"
import { defaultTier2Policy as policy } from "@kith/core/identity/Tier2Policy"
import { fitFromStore } from "@kith/local/policy/FitFromStore"
import { describe, expect, it } from "vitest"
import { arrivals } from "../bench/labelled/Arrivals.ts"
import { receive } from "../bench/labelled/Centre.ts"
import { play } from "../bench/labelled/Labelled.ts"
import { assignmentsAmong, claimsAmong } from "../bench/labelled/Measure.ts"
import { traffic } from "../bench/labelled/Traffic.ts"

const report = readFileSync(new URL("../../docs/policy-report.md", import.meta.url), "utf8")

/** The numbers in a line of the report. */
const told = (line: string): ReadonlyArray<number> =>
  (new RegExp(`^\\| ${line}.*$`, "m").exec(report)?.[0].split("|") ?? []).slice(2, -1).map(Number)

describe("The shipped policy", () => {
  it("has the weights that its report tells", () => {
    const rows = [...report.matchAll(/^\| ([a-zA-Z]+) \| ([a-zA-Z]+) \| ([\d.e-]+) \| ([\d.e-]+) \| ([\d.e-]+) \|/gm)]
    const shipped = Object.entries(policy.comparisons).flatMap(([comparison, levels]) =>
      Object.entries(levels).map(([level, { m, h, u }]) => `${comparison} ${level} ${m} ${h} ${u}`),
    )
    expect(rows.map(([, ...row]) => row.join(" "))).toEqual(shipped)
    const points = [...report.matchAll(/^\| (-?[\d.]+) \| ([\d.]+) \|$/gm)].map(([, bits, p]) => [
      Number(bits),
      Number(p),
    ])
    expect(points).toEqual(policy.calibration.points.map(({ bits, probability }) => [bits, probability]))
  })

  // A smaller sample of another seed is off by chance as well: as much as its size allows for.
  it("keeps what it states, each by itself and in the product's own run, on traffic it has not seen", async () => {
    const { endings, observations } = await play(4, 400)
    const byItself = holdToAccount(observations, policy)
    const [, , error = 0] = told("all with a candidate")
    expect(byItself.length).toBeGreaterThan(150)
    expect(calibrationError(byItself)).toBeLessThan(error + 1.5 / Math.sqrt(byItself.length))
    const [given, all] = [assignmentsAmong(endings), claimsAmong(endings)]
    expect(given.length).toBeGreaterThan(100)
    const kept = given.filter(({ isRight }) => isRight).length / given.length
    expect(kept).toBeGreaterThan(policy.assignFrom)
    const [, , , , , ofAll = 0] = told("together")
    expect(calibrationError(all)).toBeLessThan(ofAll + 1.5 / Math.sqrt(all.length))
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
