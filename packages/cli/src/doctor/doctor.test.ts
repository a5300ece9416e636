import { describe, expect, it } from "vitest"
import { checkClock } from "./CheckClock.ts"
import { erasureFindings, flowFindings } from "./CheckFlow.ts"

const now = Date.parse("2026-11-27T10:00:00.300Z")
const after = (seconds: number) => new Date(now + seconds * 1000).toUTCString()

describe("A clock", () => {
  it.each([
    [0, "well"],
    [4, "well"],
    [-30, "look"],
    [55, "look"],
    [-120, "unwell"],
    [3600, "unwell"],
  ])("that is %i s apart is %s", (seconds, state) => {
    expect(checkClock("genesys", after(seconds), now)).toMatchObject({ check: "clock of genesys", state })
  })

  it("that nobody tells, or tells wrongly, is unknown", () => {
    expect(checkClock("genesys", undefined, now).state).toBe("unknown")
    expect(checkClock("genesys", "noon", now).state).toBe("unknown")
  })
})

type Overview = Parameters<typeof flowFindings>[0]
const calm: Overview = {
  at: "2026-11-27T10:00:00.000Z",
  world: "embedded",
  measuredSecondsAgo: 0,
  ledger: {
    accepted: 3,
    applied: 3,
    duplicate: 0,
    irrelevant: 0,
    refused: 0,
    suppressed: 0,
    deadLettered: 0,
    pending: 0,
    rejected: { invalid: 0, unauthenticated: 0, tooLarge: 0, shed: 0 },
    balanced: true,
    lagSeconds: 0,
  },
  topics: [],
  subscriptions: [],
  intervalSeconds: 5,
  stages: [],
  systems: [],
  deadLetters: { waiting: 0, more: false, byReason: [] },
  policy: { version: 1, status: "applied" },
  links: [],
  missing: [],
}
const queue = (oldestSeconds: number | null): Overview["subscriptions"][number] => ({
  subscription: "identity-resolved-to-crm-sync",
  topic: "identity-resolved",
  service: "crm-sync",
  perSecond: 1,
  backlog: oldestSeconds === null ? null : 7,
  inFlight: 0,
  oldestSeconds,
  deadLettersUnderWay: 0,
  deadLettersWaiting: 0,
})
const stateOf = (overview: Partial<Overview>, check: string) =>
  flowFindings({ ...calm, ...overview }).find((one) => one.check === check)

describe("The flow", () => {
  it("is well while nothing waits for long", () => {
    expect(flowFindings({ ...calm, subscriptions: [queue(2)] }).map(({ state }) => state)).toEqual([
      "well",
      "well",
      "well",
    ])
  })

  it.each([
    [59, "well"],
    [61, "look"],
    [601, "unwell"],
  ])("with a message that waits for %i s is %s", (seconds, state) => {
    expect(stateOf({ subscriptions: [queue(0), queue(seconds)] }, "queues")?.state).toBe(state)
  })

  it("whose queues the console cannot see is unknown, with where they can be seen", () => {
    const links = [{ says: "Cloud Monitoring", url: "https://console.cloud.google.com/" }]
    expect(stateOf({ subscriptions: [queue(null)], links, missing: ["backlogs"] }, "queues")).toMatchObject({
      state: "unknown",
      says: "backlogs",
      todo: "Cloud Monitoring: https://console.cloud.google.com/",
    })
  })

  it("with dead letters says why and how to replay them", () => {
    const byReason = [{ reason: "InvalidEvent", origin: "webhook", count: 2 }]
    expect(stateOf({ deadLetters: { waiting: 2, more: false, byReason } }, "dead letters")).toMatchObject({
      state: "look",
      says: "2 wait: 2 InvalidEvent from webhook.",
      todo: expect.stringContaining("kith replay --reason InvalidEvent --dry-run"),
    })
  })

  it("whose ledger does not add up is not well", () => {
    expect(stateOf({ ledger: { ...calm.ledger, balanced: false } }, "ledger")?.state).toBe("unwell")
  })
})

describe("An erasure", () => {
  const erasure = (status: "running" | "failed", dueInDays: number) => ({
    erasureId: "84253355-6e01-8f25-a5ea-1c7a64343a24",
    status,
    orderedAt: "2026-11-01T00:00:00.000Z",
    dueBy: new Date(now + dueInDays * 24 * 3600 * 1000).toISOString(),
    systems: [{ name: "salesforce", status, at: "2026-11-01T00:00:00.000Z" }],
  })

  it.each([
    ["running", 20, "well"],
    ["running", 4, "unwell"],
    ["failed", 20, "unwell"],
  ] as const)("that is %s, due in %i days, is %s", (status, days, state) => {
    expect(erasureFindings([erasure(status, days)], now).map((one) => one.state)).toEqual([state])
  })
})
