import { describe, expect, it } from "vitest"
import { check } from "./Check.ts"
import { crashing, erasureStory, standardStory, stepsOf } from "./Crashes.ts"
import { play } from "./Play.ts"
import { playSeeds } from "./PlaySeeds.ts"
import { pinned } from "./pinned.ts"
import { tell } from "./Tell.ts"

const seeds = Number(process.env["KITH_SEEDS"] ?? 500)

describe("Every law holds", () => {
  it(`in the stories of ${seeds} seeds, whatever the weather`, async () => {
    const broken: Record<number, ReadonlyArray<string>> = {}
    await playSeeds(1, seeds, ({ seed, problems }) => {
      if (problems.length > 0) broken[seed] = problems
    })
    expect(broken).toEqual({})
  })

  it.each(Object.entries({ standardStory, erasureStory }))("wherever a process dies in the %s", async (_, story) => {
    const steps = await stepsOf(story)
    expect(steps.length).toBeGreaterThan(40)
    const broken: Array<string> = []
    for (const [i, name] of steps.entries())
      for (const when of ["before", "after"] as const)
        for (const problem of await crashing(story, [{ step: i + 1, when }])) broken.push(`${when} ${name}: ${problem}`)
    expect(broken).toEqual([])
  })
})

describe("A seed", () => {
  it.each([3, 11, 14])("tells the same story to the last word: %i", async (seed) => {
    const [first, second] = [await transcriptOf(seed), await transcriptOf(seed)]
    expect(first.length).toBeGreaterThan(100_000)
    expect(second === first).toBe(true)
  })
})

/** Everything that a bystander sees: whatever is stored, said, called, answered and logged. */
const transcriptOf = async (seed: number): Promise<string> => {
  const { history } = (await play(tell(seed), check)).centre
  return JSON.stringify({ ...history, posts: [...history.posts], met: [...history.met] })
}

describe("What was broken once holds", () => {
  it.each(Object.entries(pinned))("when %s", async (_, story) => {
    expect((await play(story, check)).problems).toEqual([])
  })
})
