import { type Block, bringsUpCandidates } from "./Blocking.ts"
import type { Meeting, SignalRecord } from "./Records.ts"
import type { Terms } from "./Score.ts"

/** A block of a sighting, and who was seen with it before. */
export interface Met {
  readonly block: Block
  readonly record: SignalRecord
}

const dayMillis = 24 * 3600 * 1000

/**
 * Who was seen with a value, one person more; `undefined` if there is nothing to note: somebody noted within the last
 * day, or a value that carries more people than are listed.
 */
export const withCarrier = (
  known: SignalRecord | undefined,
  kind: Block["kind"],
  customerId: string,
  listed: number,
  now: number,
): SignalRecord | undefined => {
  if (known?.saturated === true) return undefined
  const carriers = known?.carriers ?? []
  const own = carriers.find((carrier) => carrier.customerId === customerId)
  if (own !== undefined && now - own.at < dayMillis) return undefined
  const others = carriers.filter((carrier) => carrier.customerId !== customerId)
  if (others.length >= listed) return { schema: 1, kind, carriers: others, saturated: true }
  return { schema: 1, kind, carriers: [...others, { customerId, at: now }], saturated: false }
}

const comparisonOf: Partial<Record<Block["kind"], Pick<Meeting, "comparison" | "outcome">>> = {
  device: { comparison: "device", outcome: "same" },
  addressAndBrowser: { comparison: "network", outcome: "sameAddressAndBrowser" },
  address: { comparison: "network", outcome: "sameAddress" },
  sharedIdentifier: { comparison: "sharedIdentifier", outcome: "same" },
}

/** How a sighting meets a person: by which blocks, and what of them is compared. */
export interface Encounter {
  readonly customerId: string
  readonly blocks: ReadonlyArray<Block["kind"]>
  readonly meetings: ReadonlyArray<Meeting>
}

/** Persons that are compared for one sighting. */
const mostCandidates = 10

/** Whom the blocks bring up: those in most of them first, then those most recently met. */
export const candidatesAmong = (met: ReadonlyArray<Met>): ReadonlyArray<string> => {
  const found = new Map<string, { blocks: number; at: number }>()
  for (const { block, record } of met) {
    if (!bringsUpCandidates(block) || record.saturated) continue
    for (const { customerId, at } of record.carriers) {
      const known = found.get(customerId)
      found.set(customerId, { blocks: (known?.blocks ?? 0) + 1, at: Math.max(known?.at ?? 0, at) })
    }
  }
  return [...found]
    .sort(([a, x], [b, y]) => y.blocks - x.blocks || y.at - x.at || (a < b ? -1 : 1))
    .slice(0, mostCandidates)
    .map(([customerId]) => customerId)
}

/**
 * How a sighting meets those people. Of one network only the better meeting counts.
 *
 * @param present who a person that was noted is by now, or is held for: one who was noted twice is one person
 */
export const encounters = (
  met: ReadonlyArray<Met>,
  customerIds: ReadonlyArray<string>,
  at: number,
  present: (customerId: string) => string = (customerId) => customerId,
): ReadonlyArray<Encounter> => {
  const shown = met.filter(({ block, record }) => bringsUpCandidates(block) && !record.saturated)
  return customerIds.map((customerId): Encounter => {
    const blocks: Array<Block["kind"]> = []
    const meetings: Array<Meeting> = []
    for (const { block, record } of shown) {
      const carrier = record.carriers.find((one) => one.customerId === customerId)
      if (carrier === undefined) continue
      blocks.push(block.kind)
      const kind = comparisonOf[block.kind]
      if (kind === undefined || meetings.some(({ comparison }) => comparison === kind.comparison)) continue
      const carriers = new Set(record.carriers.map((one) => present(one.customerId))).size
      meetings.push({ ...kind, carriers, ageDays: Math.max(0, at - carrier.at) / dayMillis })
    }
    return { customerId, blocks, meetings }
  })
}

/** How many people carry the names, as far as they are listed; beyond, twice as many are taken for granted. */
export const termsOf = (met: ReadonlyArray<Met>): Terms =>
  Object.fromEntries(
    met.flatMap(({ block, record }) => {
      const feature =
        block.kind === "termFirstName" ? "firstName" : block.kind === "termLastName" ? "lastName" : undefined
      return feature === undefined
        ? []
        : [[feature, record.saturated ? 2 * record.carriers.length : record.carriers.length]]
    }),
  )
