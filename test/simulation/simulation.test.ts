import { describe, expect, it } from "vitest"
import { check } from "./Check.ts"
import { crashing, erasureStory, standardStory, stepsOf } from "./Crashes.ts"
import { play } from "./Play.ts"
import { pinned } from "./pinned.ts"
import { tell } from "./Tell.ts"

const seeds = Number(process.env["KITH_SEEDS"] ?? 40)

describe("Every law holds", () => {
  it(`in the stories of ${seeds} seeds, whatever the weather`, async () => {
    const broken: Record<number, ReadonlyArray<string>> = {}
    for (let seed = 1; seed <= seeds; seed++) {
      const { problems } = await play(tell(seed), check)
      if (problems.length > 0) broken[seed] = problems
    }
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

describe("What was broken once holds", () => {
  it.each(Object.entries(pinned))("when %s", async (_, story) => {
    expect((await play(story, check)).problems).toEqual([])
  })
})
