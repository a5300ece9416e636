/**
 * Where an accepted event ends, exactly one each: `accepted = applied + duplicate + irrelevant + refused + suppressed +
 * deadLettered`, with those still under way as `pending`.
 */
export const dispositions = ["applied", "duplicate", "irrelevant", "refused", "suppressed", "deadLettered"] as const
export type Disposition = (typeof dispositions)[number]
