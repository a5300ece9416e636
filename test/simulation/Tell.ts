import { chance, dice } from "./Chance.ts"
import type { Act, Fate, Says, Story, VendorName, Weather } from "./Story.ts"
import { mostPeople } from "./Values.ts"

/** The story of a seed. Most troubles stay away from most stories, so that each is met alone as well as with others. */
export const tell = (seed: number): Story => {
  const roll = dice(seed)
  const below = (n: number) => Math.floor(roll() * n)
  const oneIn = (n: number) => roll() < 1 / n
  const size = oneIn(40) ? 200 : 6 + below(24)
  const reads: Story["reads"] = oneIn(3) ? "changes" : "off"
  const acts = [
    ...conversations(size, roll),
    ...troubles(roll),
    ...changesOfPolicy(dice(Math.floor(chance(seed, "policies") * 2 ** 32))),
    ...changeOfPepper(dice(Math.floor(chance(seed, "peppers") * 2 ** 32))),
  ]
  return {
    seed,
    acts: acts.sort((x, y) => x.at - y.at),
    weather: { ...weather(roll), slowNotes: chance(seed, "slow notes") < 0.1 ? 0.5 : 0 },
    reads,
    contacts: chance(seed, "contacts") < 0.25 ? "enrich" : "off",
    queues: chance(seed, "queues") < 0.5 ? "embedded" : "pubsub",
    sinks: oneIn(4) ? "salesforce,servicenow" : "salesforce",
    second: (["ingress-redactor", "resolver", "crm-sync"] as const).filter(() => oneIn(2)),
  }
}

/** Milliseconds in which a story's people turn up. */
const spanOf = (roll: () => number) => 2_000 + Math.floor(120_000 * roll() ** 2)

const pick = <A>(all: ReadonlyArray<A>, roll: () => number): A => all[Math.floor(roll() * all.length)] as A

/** Somebody's identifiers; some are two people's. */
const somebody = (n: number, roll: () => number): ReadonlyArray<string> => {
  const names = [`e${n}`, `p${n}`, `v${n}`]
  if (roll() < 0.3) names.push(`s${n}`)
  if (roll() < 0.1) names.push(`n${n}`)
  if (roll() < 0.3) names.push(`e${n + mostPeople}`)
  if (n > 1 && roll() < 0.2) names[1] = `p${n - 1}`
  return names
}

const conversations = (size: number, roll: () => number): ReadonlyArray<Says> => {
  const people = Array.from({ length: Math.max(2, Math.ceil(size / 8)) }, (_, n) => somebody(n + 1, roll)).slice(
    0,
    mostPeople,
  )
  const span = spanOf(roll)
  const acts: Array<Says> = []
  const known: Array<string> = []
  for (let n = 1; acts.length < size; n++) {
    const names = pick(people, roll)
    const interaction = `i${n}`
    const dialect = roll() < 0.6 ? "guide" : "eventbridge"
    const begins = Math.floor(roll() * span)
    const says = () => names.filter(() => roll() < 0.45)
    const age = roll() < 0.2 ? Math.floor(roll() * 600_000) : 0
    const steps = 1 + Math.floor(roll() * 4)
    for (let i = 0; i < steps; i++) {
      const isLast = i === steps - 1
      const kind = i === 0 ? "opened" : isLast && roll() < 0.6 ? "ended" : "updated"
      const links = i > 0 && dialect === "guide" && known.length > 0 && roll() < 0.15 ? [pick(known, roll)] : []
      acts.push({
        ...{ at: begins + Math.floor(i * 4_000 * roll()), does: "says", interaction, dialect, links, age },
        kind: links.length > 0 && kind === "updated" ? "linked" : kind,
        says: kind === "ended" ? [] : says(),
        ...(roll() < 0.25 && { tier: pick(["Gold", "Silver", "Bronze"], roll) }),
      })
    }
    known.push(interaction)
  }
  return acts
}

const vendors: ReadonlyArray<VendorName> = ["genesys", "salesforce", "servicenow"]

const troubles = (roll: () => number): ReadonlyArray<Act> => {
  const acts: Array<Act> = []
  const at = () => Math.floor(roll() * 120_000)
  if (roll() < 0.3) acts.push({ at: at(), does: "erases", whom: pick(["e1", "p1", "e2", "s1", "p2"], roll) })
  if (roll() < 0.1) acts.push({ at: at(), does: "erases", whom: pick(["e1", "e3", "v1"].slice(0, 2), roll) })
  if (roll() < 0.25) {
    const vendor = pick(vendors, roll)
    const begins = at()
    acts.push(
      { at: begins, does: "breaks", vendor },
      { at: begins + Math.floor(roll() * 300_000), does: "mends", vendor },
    )
  }
  if (roll() < 0.15) acts.push({ at: at(), does: "expires sessions", vendor: pick(vendors, roll) })
  if (roll() < 0.2) acts.push({ at: at(), does: "replays" })
  if (roll() < 0.4) acts.push({ at: at(), does: "runs tasks" })
  if (roll() < 0.1) acts.push({ at: at(), does: "restarts everything" })
  return acts
}

/** In one story of five: what a person may have and what several share is another matter from then on, and maybe again. */
const changesOfPolicy = (roll: () => number): ReadonlyArray<Act> => {
  if (roll() >= 0.2) return []
  const at = Math.floor(roll() * 150_000)
  const first: Act = { at, does: "activates a policy", policy: "tight" }
  if (roll() < 0.5) return [first]
  return [first, { at: at + Math.floor(roll() * 200_000), does: "activates a policy", policy: "default" }]
}

/** In one story of six; most of these see a re-keying while the processes start anew, or afterwards. */
const changeOfPepper = (roll: () => number): ReadonlyArray<Act> => {
  if (roll() >= 1 / 6) return []
  const at = Math.floor(roll() * 120_000)
  const changes: Act = { at, does: "changes the pepper" }
  return roll() < 0.2 ? [changes] : [changes, { at: at + Math.floor(roll() * 150_000), does: "re-keys" }]
}

const stepFates: ReadonlyArray<Fate> = ["requestLost", "answerLost", "crashBefore", "crashAfter", "late"]

const weather = (roll: () => number): Omit<Weather, "slowNotes"> => {
  const isCalm = roll() < 0.1
  const sometimes = (share: number, most: number) => (!isCalm && roll() < share ? roll() * most : 0)
  return {
    latency: pick([1, 3, 10, 40], roll),
    steps: Object.fromEntries(stepFates.map((fate) => [fate, sometimes(0.3, fate.startsWith("crash") ? 0.01 : 0.05)])),
    vendorErrors: sometimes(0.3, 0.3),
    lostAcks: sometimes(0.4, 0.3),
    resent: sometimes(0.4, 0.4),
    poison: sometimes(0.1, 0.1),
    disorder: pick([0, 50, 2_000, 20_000], roll),
    skew: pick([0, 0, 500, 30_000], roll),
    pressed: sometimes(0.15, 0.5),
  }
}
