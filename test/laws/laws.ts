import { deepStrictEqual } from "node:assert/strict"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { misgiven, undone } from "./assignments.ts"
import { lostIds, misled, remember, untold } from "./ids.ts"
import { type Life, makeLife } from "./life.ts"
import { graphIn, residueIn } from "./picture.ts"
import { expectedProfiles, isPlain, profilesIn, straysIn } from "./profiles.ts"
import { unfindable, unfounded, unsafe } from "./safety.ts"
import type { Step } from "./steps.ts"
import type { Store } from "./world.ts"

/** Comparing texts first: a difference is looked at only where there is one. */
const same = (actual: unknown, expected: unknown, law: string) => {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return
  try {
    deepStrictEqual(actual, expected)
  } catch (difference) {
    throw new Error(`not so: ${law}\n${(difference as Error).message}`)
  }
}

const none = (problems: ReadonlyArray<unknown>, law: string) => same(problems, [], law)

/** Everything that must be so between two steps. */
export const hold = async (life: Life, policy: LinkingPolicy) => {
  const [picture, { chronicle }] = [life.picture(), life]
  const expected = chronicle.graph()
  const graph = graphIn(picture)
  same(graph, expected, "the graph is the partition of the evidence")
  none(residueIn(picture), "what is derived agrees with what it is derived from")
  none(straysIn(picture, policy), "a profile shows what is from the person's own sightings")
  none(misgiven(picture, policy), "whom tier 2 gave an interaction to is told of it, and nobody else")
  none(unsafe(graph, chronicle.bans()), "nobody has two of an exclusive kind, or is both of a banned pair")
  none(unfounded(picture, policy, chronicle.bans()), "a refusal's reason holds")
  none(unfindable(picture), "a reason names only whose erasure would find it")
  if (isPlain(expected)) same(profilesIn(picture), expectedProfiles(chronicle.counted()), "the latest trait survives")
  none(lostIds(picture, life.ids), "every id ever given still answers")
  none(untold(picture, life.told), "every change of a person is told")
  none(await life.holders(), "no document holds a key of somebody forgotten")
}

const isErasure = (step: Step): boolean => "erase" in step || "eraseNamed" in step

export const live = async (steps: ReadonlyArray<Step>, policy: LinkingPolicy, store: Store) => {
  const life = makeLife(policy, store)
  try {
    for (const step of steps) {
      const [before, wasBetween] = [life.picture(), life.isBetween()]
      await life.take(step)
      remember(life.picture(), life.ids)
      if (life.isBetween()) continue
      none(undone(before, life.picture()), "what tier 2 decided stands until something says otherwise")
      // An erasure is followed after something else in one step: who may have been meant was told between the two.
      if (!wasBetween && !isErasure(step))
        none(misled(before, life.picture()), "an id that is nobody's names those who may be meant")
      await hold(life, policy)
    }
    await life.settle()
    await hold(life, policy)
    const endings = ({ applied = 0, duplicate = 0, suppressed = 0 }: Readonly<Record<string, number>>) => ({
      taken: applied,
      // Of a forgotten person's event that comes again either is true until the graph has followed.
      not: duplicate + suppressed,
    })
    same(endings(await life.ledger()), endings(life.ended), "whoever is not forgotten is taken in, once, and no other")
  } finally {
    await life.close()
  }
}
