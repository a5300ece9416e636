import { beforeAll, describe, expect, it } from "vitest"
import { claimsOf } from "../storm/Claims.ts"
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

  it("all that is claimed of a storm holds", () => {
    expect(claimsOf(storm).filter(({ holds }) => !holds)).toEqual([])
    expect(storm.conversations.liveWithNewest).toBeGreaterThan(400)
  })

  it("each conversation has come to one of its ends", () => {
    const { liveWithNewest, overInTime, overTooLate, overOnItsWay } = storm.conversations
    expect(liveWithNewest + overInTime + overTooLate + overOnItsWay).toBe(fifth.conversations)
    expect(overTooLate).toBeGreaterThan(0)
  })
})
