import { parentPort } from "node:worker_threads"
import { check } from "./Check.ts"
import { play } from "./Play.ts"
import { tell } from "./Tell.ts"

/** Plays the seeds that it is sent, one after the other, and says what became of each. */
export interface SeedPlayed {
  readonly seed: number
  readonly problems: ReadonlyArray<string>
  readonly happened: number
  readonly events: number
  readonly met: ReadonlyArray<readonly [string, number]>
}

parentPort?.on("message", async (seed: number) => {
  const { centre, problems } = await play(tell(seed), check)
  const events = centre.store.counters.get("accepted") ?? 0
  const played: SeedPlayed = {
    ...{ seed, problems, events, happened: centre.world.happened },
    met: [...centre.history.met],
  }
  parentPort?.postMessage(played)
})
