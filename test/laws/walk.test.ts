import { defaultLinkingPolicy, type LinkingPolicy } from "@kith/core/identity/Policy"
import fc from "fast-check"
import { expect, test } from "vitest"
import { examples } from "./examples.ts"
import { fewest } from "./fewest.ts"
import { policy, tightPolicy } from "./history.ts"
import { live } from "./laws.ts"
import { parameters } from "./runs.ts"
import { walk } from "./scenes.ts"
import type { Step } from "./steps.ts"
import { type Store, store } from "./world.ts"

const problemOf = (steps: ReadonlyArray<Step>, policy: LinkingPolicy, store: Store): Promise<string | undefined> =>
  live(steps, policy, store).then(
    () => undefined,
    (problem) => String(problem?.stack ?? problem),
  )

test("through events, bans, splits, erasures and expiries the graph is at every step what a chronicle says", async () => {
  const run = await fc.check(
    fc.asyncProperty(walk, policy, store, async (...life) => (await problemOf(...life)) === undefined),
    { ...parameters, endOnFailure: true },
  )
  if (!run.failed) return
  if (run.counterexample === null) throw run.errorInstance
  throw new Error(
    `Property failed after ${run.numRuns} tests, KITH_SEED=${run.seed}:\n${await toldOf(run.counterexample)}`,
  )
})

const toldOf = async ([steps, policy, store]: [ReadonlyArray<Step>, LinkingPolicy, Store]): Promise<string> => {
  const least = await fewest(steps, async (fewer) => (await problemOf(fewer, policy, store)) !== undefined)
  const where = `${policy === tightPolicy ? "tight" : "default"} policy, ${store}`
  return [where, ...least.map((step) => JSON.stringify(step)), await problemOf(least, policy, store)].join("\n")
}

test.for(Object.entries(examples))("%s", async ([, steps]) => {
  for (const policy of [defaultLinkingPolicy, tightPolicy])
    for (const store of ["memory", "sqlite"] as const) expect(await problemOf(steps, policy, store)).toBeUndefined()
})
