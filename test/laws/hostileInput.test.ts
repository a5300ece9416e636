import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { inputs } from "../fuzz/Samples.ts"
import { verdictOn } from "../fuzz/Verdict.ts"
import { openWorld } from "../fuzz/World.ts"
import { parameters } from "./runs.ts"

describe("Whatever is sent, to whichever service", () => {
  it("is answered below 500, in time, and without a value in the answer or the log", async () => {
    const world = await openWorld()
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        expect(await verdictOn(world, input)).toBeUndefined()
      }),
      { ...parameters, numRuns: 2 * parameters.numRuns },
    )
    await world.close()
  })
})
