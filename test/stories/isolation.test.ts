import { beforeAll, describe, expect, it } from "vitest"
import { type Latencies, type Measured, playIsolation, quantile, stepMillis, systems } from "../storm/Isolation.ts"
import { onVirtualTime } from "../storm/VirtualTime.ts"

const persons = 60
const play = (dead?: (typeof systems)[number]) => onVirtualTime(80, playIsolation(persons, 250, dead))

describe("Each vendor dead in turn, from the beginning", () => {
  let well: ReadonlyArray<Latencies>
  beforeAll(async () => {
    well = [await play(), await play()]
  }, 120_000)

  it.each(systems)(
    "changes nobody else's latency by more than a run without it differs from another: %s",
    async (dead) => {
      const without = await play(dead)
      for (const [system, latencies] of Object.entries(without) as ReadonlyArray<[Measured, ReadonlyArray<number>]>) {
        expect(latencies).toHaveLength(persons)
        for (const share of [0.5, 0.95]) {
          const usual = well.map((one) => quantile(one[system] ?? [], share))
          // What the clock's step hides is no difference.
          expect(quantile(latencies, share), `${system}, ${share}`).toBeLessThanOrEqual(Math.max(...usual) + stepMillis)
        }
      }
    },
  )
})
