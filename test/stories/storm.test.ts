import { beforeAll, describe, expect, it } from "vitest"
import { type StormPlan, wholeStorm } from "../storm/Plan.ts"
import { playStorm, type StormFigures } from "../storm/Storm.ts"
import { onVirtualTime } from "../storm/VirtualTime.ts"

/** A fifth of the whole: as many people for each call that is allowed, in calls that are a fifth as long. */
const fifth: StormPlan = {
  ...wholeStorm,
  conversations: wholeStorm.conversations / 5,
  within: wholeStorm.within / 5,
  allowedPerMinute: wholeStorm.allowedPerMinute / 5,
  longestCall: wholeStorm.longestCall / 5,
  crmDown: { from: 4_000, to: 8_000 },
}

describe("In a storm that Genesys' rate is sixteen times too low for, with the CRM away in the middle of it", () => {
  let storm: StormFigures
  beforeAll(async () => {
    storm = await onVirtualTime(80, playStorm(fifth))
  }, 240_000)

  it("no call is made over the rate", () => {
    expect(storm.genesys.refused).toBe(0)
  })

  it("every live conversation ends up with its newest reference", () => {
    expect(storm.genesys.live).toBeGreaterThan(400)
    expect(storm.genesys.liveWithReference).toBe(storm.genesys.live)
  })

  it("an ended one got it in time, or is recorded as come too late", () => {
    const { over, overWithReference, recordedAsExpired, writtenAfterTheEnd } = storm.genesys
    expect(overWithReference).toBeGreaterThan(0)
    expect(recordedAsExpired).toBeGreaterThanOrEqual(over - overWithReference)
    expect(recordedAsExpired).toBeLessThanOrEqual(over)
    // What was on its way when somebody hung up.
    expect(writtenAfterTheEnd).toBeLessThan(over / 100)
  })

  it("no more than one call is made for each conversation and change", () => {
    const { conversations, changesOneIn } = fifth
    expect(storm.genesys.calls).toBeLessThan(conversations * (1 + 1.2 / changesOneIn))
  })

  it("everybody is in the CRM once, as they are now, at one call for ten at most", () => {
    const { persons, contacts, upToDate, calls } = storm.crm
    expect([contacts, upToDate]).toEqual([persons, persons])
    expect(calls).toBeLessThanOrEqual(persons / 10)
  })
})
