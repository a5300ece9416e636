import type { Centre } from "./Centre.ts"
import { check } from "./Check.ts"
import { play } from "./Play.ts"
import { type Act, fates, type Story, type Weather } from "./Story.ts"

export interface Failing {
  readonly story: Story
  readonly centre: Centre
  readonly problems: ReadonlyArray<string>
}

/** What kind of problem it is, whoever has it. */
export const kindOf = (problem: string): string => problem.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{22}|\d+/g, "…")

/** The same failure in as few acts and as fair a weather as can be found within so long. */
export const shrink = async (failing: Failing, millis = 60_000): Promise<Failing> => {
  const kind = kindOf(failing.problems[0] ?? "")
  let best = failing
  const until = performance.now() + millis
  const better = async (story: Story): Promise<boolean> => {
    if (performance.now() > until) return false
    const { centre, problems } = await play(story, check)
    const alike = problems.filter((problem) => kindOf(problem) === kind)
    if (alike.length === 0) return false
    best = { story, centre, problems: alike }
    return true
  }

  const withActs = (acts: ReadonlyArray<Act>) => better({ ...best.story, acts })
  await fewer(() => best.story.acts, withActs)
  for (const weather of fairer(best.story.weather))
    await better({ ...best.story, weather: { ...best.story.weather, ...weather } })
  if (best.story.second.length > 0) await better({ ...best.story, second: [] })
  if (best.story.sinks !== "salesforce") await better({ ...best.story, sinks: "salesforce" })
  if (best.story.contacts !== "off") await better({ ...best.story, contacts: "off" })
  if (best.story.queues !== "pubsub") await better({ ...best.story, queues: "pubsub" })
  if (best.story.reads !== "off") await better({ ...best.story, reads: "off" })
  await fewer(
    () => best.centre.met,
    (kept) =>
      better({
        ...best.story,
        spared: [...(best.story.spared ?? []), ...best.centre.met.filter((name) => !kept.includes(name))],
      }),
  )
  await fewer(() => best.story.acts, withActs)
  return best
}

/** Leaves out halves, then quarters, then one after the other. */
const fewer = async <A>(all: () => ReadonlyArray<A>, isEnough: (some: ReadonlyArray<A>) => Promise<boolean>) => {
  for (let size = Math.ceil(all().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < all().length; ) {
      const some = all().filter((_, i) => i < from || i >= from + size)
      if (!(await isEnough(some))) from += size
    }
}

const fairer = ({ steps }: Weather): ReadonlyArray<Partial<Weather>> => [
  { vendorErrors: 0 },
  { slowNotes: 0 },
  { lostAcks: 0 },
  { resent: 0 },
  { poison: 0 },
  { skew: 0 },
  { pressed: 0 },
  { disorder: 0 },
  { latency: 1 },
  { steps: {} },
  ...fates.filter((fate) => steps[fate] !== undefined).map((fate) => ({ steps: { ...steps, [fate]: 0 } })),
]

/** The story for whoever has to find out: what happened, in order, and what should not have. */
export const told = ({ story, centre, problems }: Failing): string => {
  const { seed, weather, second, sinks, reads, queues, contacts } = story
  const trouble = JSON.stringify({ ...weather, second, sinks, reads, queues, contacts })
  return [`seed ${seed}, ${story.acts.length} acts, ${trouble}`, "", ...centre.history.lines, "", ...problems].join(
    "\n",
  )
}
