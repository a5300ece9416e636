import { type Block, bringsUpCandidates } from "./Blocking.ts"
import type { SignalRecord } from "./Records.ts"
import type { Meeting, Terms } from "./Score.ts"

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

/**
 * Whom the blocks bring up: those in most of them first, then those most recently met. Of one network only the better
 * meeting counts.
 */
export const encounters = (met: ReadonlyArray<Met>, now: number): ReadonlyArray<Encounter> => {
  const byPerson = new Map<string, { blocks: Array<Block["kind"]>; meetings: Array<Meeting> }>()
  for (const { block, record } of met) {
    if (!bringsUpCandidates(block) || record.saturated) continue
    for (const { customerId, at } of record.carriers) {
      const { blocks, meetings } = byPerson.get(customerId) ?? { blocks: [], meetings: [] }
      byPerson.set(customerId, { blocks, meetings })
      blocks.push(block.kind)
      const kind = comparisonOf[block.kind]
      if (kind === undefined || meetings.some(({ comparison }) => comparison === kind.comparison)) continue
      meetings.push({ ...kind, carriers: record.carriers.length, ageDays: (now - at) / dayMillis })
    }
  }
  return [...byPerson]
    .map(([customerId, how]) => ({ customerId, ...how, age: Math.min(36_500, ...how.meetings.map((m) => m.ageDays)) }))
    .sort((x, y) => y.blocks.length - x.blocks.length || x.age - y.age)
    .slice(0, mostCandidates)
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
