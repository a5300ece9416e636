import { type Block, blocksOf } from "./Blocking.ts"
import { compareFeatures, type FeatureName, type Features, features, plainName } from "./Compare.ts"
import type { Meeting } from "./Records.ts"
import { blockName, type Replayed } from "./Replay.ts"
import { commonness, sharedness } from "./Score.ts"
import type { Comparison, Outcome, Tier2Policy } from "./Tier2Policy.ts"

/** How often each comparison turns out as it does between a sighting and somebody else: Fellegi and Sunter's u. */
export type Rates = { readonly [C in Comparison]: Readonly<Partial<Record<Outcome, number>>> }

const isName = (feature: string) => feature === "firstName" || feature === "lastName"

/** Those whose agreement is counted value by value; of the others tier 1 takes what is the same. */
const counted = ["firstName", "lastName", "dateOfBirth", "postalCode"] as const

/**
 * Rates between strangers, with half a case added so that nothing is impossible. What the engine discounts by carriers is
 * a rate for each carrier: a stranger has a name that eight people carry eight times as often as one that a single
 * person does. Agreement is counted over all pairs; how the others divide is estimated on `pairs` of them, spread evenly, so that the same evidence gives the same rates.
 */
export const ratesAmongStrangers = (all: Replayed, policy: Pick<Tier2Policy, "carriers">, pairs = 100_000): Rates => {
  const replayed = knownApart(all)
  const named = (count: number) => commonness(Math.min(count, 2 * policy.carriers.listed), policy)
  const met = (kind: Block["kind"], comparison: Meeting["comparison"]) =>
    meetingRate(replayed, kind, (count) => sharedness(comparison, count, policy))
  const featureRates = Object.fromEntries(
    features.map((feature) => {
      const sampled = sampledRates(replayed, feature, pairs)
      const own = counted.find((one) => one === feature)
      const same = own === undefined ? 1e-6 : agreementRate(replayed, own, isName(own) ? named : () => 1)
      const { close, swapped } = sampled
      return [feature, { same, close, swapped, different: Math.max(0.001, 1 - same - close - swapped) }]
    }),
  ) as { readonly [F in FeatureName]: Rates[F] }
  return {
    device: { same: met("device", "device") },
    network: { sameAddressAndBrowser: met("addressAndBrowser", "network"), sameAddress: met("address", "network") },
    sharedIdentifier: { same: met("sharedIdentifier", "sharedIdentifier") },
    ...featureRates,
  }
}

/** Two without labels may be one person who was never seen with both: where there are enough, only labelled ones count. */
const knownApart = (all: Replayed): Replayed => {
  const moments = all.moments.filter(({ observation }) => observation.label !== undefined)
  const persons = new Map([...all.persons].filter(([, { label }]) => label !== undefined))
  return persons.size < 200 ? all : { ...all, moments, persons }
}

/** Over the sightings with such a value that is not everybody's: strangers who were seen with it, by its carriers. */
const meetingRate = (
  { moments, persons, records }: Replayed,
  kind: Block["kind"],
  discounts: (count: number) => number,
): number => {
  let agreed = 0.5
  let possible = 0.5
  for (const { observation } of moments)
    for (const block of blocksOf(observation.signals)) {
      const record = block.kind === kind ? records.get(blockName(block)) : undefined
      if (record === undefined || record.saturated) continue
      agreed += record.carriers.filter(({ customerId }) => isStranger(customerId, observation, persons)).length
      possible += discounts(record.carriers.length) * (persons.size - 1)
    }
  return agreed / Math.max(1, possible)
}

const isStranger = (
  customerId: string,
  { person, label }: { readonly person: string; readonly label?: string | undefined },
  persons: Replayed["persons"],
): boolean =>
  customerId !== person && persons.has(customerId) && (label === undefined || persons.get(customerId)?.label !== label)

const agreementRate = (
  { moments, persons }: Replayed,
  feature: (typeof counted)[number],
  discounts: (count: number) => number,
): number => {
  const plain = isName(feature) ? plainName : (value: string) => value
  const carriers = new Map<string, Set<string>>()
  let known = 0
  for (const [person, { features, label }] of persons) {
    const value = features[feature]
    if (value === undefined) continue
    known += 1
    const who = carriers.get(plain(value)) ?? new Set()
    carriers.set(plain(value), who.add(label ?? person))
  }
  let agreed = 0.5
  let possible = 0.5
  for (const { observation } of moments) {
    const value = observation.signals.features[feature]
    if (value === undefined) continue
    const who = carriers.get(plain(value))
    const strangers = who === undefined ? 0 : who.size - Number(who.has(observation.label ?? observation.person))
    agreed += strangers
    possible += discounts(who?.size ?? 1) * Math.max(1, known - 1)
  }
  return agreed / Math.max(1, possible)
}

/** Multiples of the plastic number's powers fill a square evenly. */
const spread = (n: number, step: number) => (n * step) % 1

/** Those parts of what somebody says that a comparison looks at; nothing where it has nothing to look at. */
const partOf = (said: Features, feature: FeatureName): Features | undefined => {
  const { firstName, lastName, emails, phones, numbers } = said
  if (feature === "firstName") return firstName === undefined ? undefined : { firstName }
  if (feature === "lastName") return lastName === undefined ? undefined : { firstName, lastName }
  if (feature === "email") return emails?.length ? { emails } : undefined
  if (feature === "phone") return phones?.length ? { phones } : undefined
  if (feature === "toldNumber") return numbers?.length ? { numbers } : undefined
  return said[feature] === undefined ? undefined : { [feature]: said[feature] }
}

const sampledRates = ({ moments, persons }: Replayed, feature: FeatureName, pairs: number) => {
  const sayings = moments.flatMap(({ observation }) => {
    const part = partOf(observation.signals.features, feature)
    return part === undefined ? [] : [{ observation, part }]
  })
  const others = [...persons].flatMap(([person, { features }]) => {
    const part = partOf(features, feature)
    return part === undefined ? [] : [{ person, part }]
  })
  const counts = { close: 0.5, swapped: feature === "lastName" ? 0.5 : 0 }
  let compared = 1
  for (let n = 0; n < pairs; n++) {
    const saying = sayings[Math.floor(spread(n, 0.7548776662466927) * sayings.length)]
    const other = others[Math.floor(spread(n, 0.5698402909980532) * others.length)]
    if (saying === undefined || other === undefined) break
    if (!isStranger(other.person, saying.observation, persons)) continue
    const outcome = compareFeatures(saying.part, other.part).find(([name]) => name === feature)?.[1]
    compared += outcome === undefined ? 0 : 1
    if (outcome === "close" || outcome === "swapped") counts[outcome] += 1
  }
  return { close: counts.close / compared, swapped: counts.swapped / compared }
}
