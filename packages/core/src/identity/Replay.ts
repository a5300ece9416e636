import { type Block, blocksOf, type Signals } from "./Blocking.ts"
import { candidatesAmong, encounters, type Met, termsOf, withCarrier } from "./Carriers.ts"
import type { Features } from "./Compare.ts"
import type { SignalRecord } from "./Records.ts"
import type { Candidate, Terms } from "./Score.ts"

/** What one sighting said beside its identifiers, and what is known of whose it is. */
export interface Observation {
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly signals: Signals
  /** Whom it was given to, which is what later ones are compared with; a name of its own if to nobody. */
  readonly person: string
  /** Who it is, as far as known: observations of one name are one's, those of two need not be two people's. */
  readonly label?: string | undefined
  /** Tier 2 had to decide on it, or shall be held to account as if it had. */
  readonly decides: boolean
}

/** A person that an observation was compared with. */
export interface Suggested {
  readonly candidate: Candidate
  readonly blocks: ReadonlyArray<Block["kind"]>
  readonly label: string | undefined
}

/** One observation at the moment when it came. */
export interface Moment {
  readonly observation: Observation
  readonly terms: Terms
  /** Those whom the blocks brought up. */
  readonly suggested: ReadonlyArray<Suggested>
  /** The person of the same label that was seen last, brought up or not. */
  readonly own: Candidate | undefined
}

interface Known {
  readonly features: Features
  readonly label: string | undefined
}

/** What a replay leaves behind. */
export interface Replayed {
  readonly moments: ReadonlyArray<Moment>
  readonly persons: ReadonlyMap<string, Known>
  readonly records: ReadonlyMap<string, SignalRecord>
}

export const blockName = ({ kind, value }: Block): string => `${kind}|${value}`

/** Lets the observations come once more, in order of time, as tier 2 met them: the same blocks, bounds and counts. */
export const replay = (observations: ReadonlyArray<Observation>, listed: number): Replayed => {
  const records = new Map<string, SignalRecord>()
  const persons = new Map<string, Known>()
  const lastOfLabel = new Map<string, string>()
  const moments = [...observations]
    .sort((x, y) => x.at - y.at || (x.id < y.id ? -1 : 1))
    .map((observation): Moment => {
      const { at, signals, person, label } = observation
      const blocks = blocksOf(signals)
      const met = blocks.flatMap((block): ReadonlyArray<Met> => {
        const record = records.get(blockName(block))
        return record === undefined ? [] : [{ block, record }]
      })
      const suggested = encounters(met, candidatesAmong(met), at).map(({ customerId, blocks, meetings }) => {
        const { features = {}, label } = persons.get(customerId) ?? {}
        return { candidate: { customerId, features, meetings }, blocks, label }
      })
      const own = label === undefined ? undefined : ownAmong(lastOfLabel.get(label), persons, suggested)
      for (const block of blocks) {
        const name = blockName(block)
        const record = withCarrier(records.get(name), block.kind, person, listed, at)
        if (record !== undefined) records.set(name, record)
      }
      const known = persons.get(person)
      persons.set(person, { features: later(known?.features, signals.features), label: known?.label ?? label })
      if (label !== undefined) lastOfLabel.set(label, person)
      return { observation, terms: termsOf(met), suggested, own }
    })
  return { moments, persons, records }
}

const ownAmong = (
  person: string | undefined,
  persons: ReadonlyMap<string, Known>,
  suggested: ReadonlyArray<Suggested>,
): Candidate | undefined => {
  if (person === undefined) return undefined
  const { features = {} } = persons.get(person) ?? {}
  return (
    suggested.find(({ candidate }) => candidate.customerId === person)?.candidate ?? {
      customerId: person,
      features,
      meetings: [],
    }
  )
}

const later = (before: Features = {}, now: Features): Features => ({
  firstName: now.firstName ?? before.firstName,
  lastName: now.lastName ?? before.lastName,
  dateOfBirth: now.dateOfBirth ?? before.dateOfBirth,
  postalCode: now.postalCode ?? before.postalCode,
  emails: union(before.emails, now.emails),
  phones: union(before.phones, now.phones),
  numbers: union(before.numbers, now.numbers),
})

const union = (before: ReadonlyArray<string> = [], now: ReadonlyArray<string> = []): ReadonlyArray<string> => [
  ...new Set([...before, ...now]),
]
