import { createHash } from "node:crypto"

/** How many people call at once, and what becomes of them. Times in milliseconds from the beginning. */
export interface StormPlan {
  readonly conversations: number
  readonly within: number
  /** One in so many is told a new tier a little later, and one in so many hangs up. */
  readonly changesOneIn: number
  readonly endsOneIn: number
  readonly longestCall: number
  readonly allowedPerMinute: number
  readonly crmDown: { readonly from: number; readonly to: number }
  /** One in so many is in the CRM already, as a contact that never heard of us. */
  readonly earlierOneIn: number
}

/** Faster than Genesys lets anybody answer for it, sixteen times over, and a CRM that is away for a third of that time. */
export const wholeStorm: StormPlan = {
  conversations: 5000,
  within: 60_000,
  changesOneIn: 5,
  endsOneIn: 2,
  longestCall: 600_000,
  allowedPerMinute: 300,
  crmDown: { from: 20_000, to: 40_000 },
  earlierOneIn: 4,
}

/** The same for a tenth of the time: as many a second, as many for each call that is allowed, in shorter calls. */
export const shortStorm: StormPlan = {
  ...wholeStorm,
  conversations: 500,
  within: 6_000,
  longestCall: 60_000,
  crmDown: { from: 2_000, to: 4_000 },
}

export interface Act {
  readonly at: number
  readonly does: "opens" | "changes" | "ends"
  readonly who: number
}

const chance = (who: number, what: string) =>
  createHash("sha256").update(`${what} ${who}`).digest().readUInt32BE(0) / 2 ** 32

export const customerIdOf = (who: number): string => `00000000-0000-4000-8000-${String(who).padStart(12, "0")}`
export const conversationOf = (who: number): string => `storm-${who}`

export const emailOf = (who: number): string => `person-${who}@example.org`
export const wasEarlier = (who: number, { earlierOneIn }: StormPlan): boolean => who % earlierOneIn === 0

export const isToEnd = (who: number, { endsOneIn }: StormPlan): boolean => chance(who, "ends") < 1 / endsOneIn
export const isToChange = (who: number, { changesOneIn }: StormPlan): boolean =>
  chance(who, "changes") < 1 / changesOneIn

/** Some turn out to be better customers a little later. Hanging up changes nothing that a CRM is told. */
export const newestTier = (who: number, plan: StormPlan): string => (isToChange(who, plan) ? "Gold" : "Silver")

/** Everything that happens, in its order; the same for the same plan. */
export const actsOf = (plan: StormPlan): ReadonlyArray<Act> =>
  Array.from({ length: plan.conversations }, (_, who): ReadonlyArray<Act> => {
    const opens = Math.floor((who / plan.conversations) * plan.within)
    const changes = opens + Math.floor((0.1 + 0.9 * chance(who, "change")) * plan.within * 0.5)
    const ends = opens + Math.floor((0.1 + 0.9 * chance(who, "end")) * plan.longestCall)
    return [
      { at: opens, does: "opens", who },
      ...(isToChange(who, plan) ? [{ at: changes, does: "changes", who } as const] : []),
      ...(isToEnd(who, plan) ? [{ at: ends, does: "ends", who } as const] : []),
    ]
  })
    .flat()
    .sort((x, y) => x.at - y.at || x.who - y.who)
