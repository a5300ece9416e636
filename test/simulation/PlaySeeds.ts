import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { SeedPlayed } from "./play.worker.ts"

/** Plays the stories of so many seeds from one on, on all cores. Tells of each as it ends, in any order. */
export const playSeeds = async (from: number, seeds: number, onPlayed: (played: SeedPlayed) => void): Promise<void> => {
  let next = from
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("play.worker.ts", import.meta.url))
      const give = () => {
        if (next >= from + seeds) return void worker.terminate().then(() => resolve())
        worker.postMessage(next++)
      }
      worker.on("message", (played: SeedPlayed) => {
        onPlayed(played)
        give()
      })
      worker.on("error", reject)
      give()
    })
  await Promise.all(Array.from({ length: Math.min(seeds, availableParallelism()) }, work))
}
