import { readFileSync } from "node:fs"
import { registerHooks } from "node:module"
import { fileURLToPath } from "node:url"
import { workerData } from "node:worker_threads"
import { type Mistake, made } from "../mistakes/Mistake.ts"

/**
 * Plays seeds as `play.worker.ts` does, with a mistake in the services: it is made as the file is loaded, in this thread's
 * memory, so nothing of it is left anywhere however the thread ends.
 */
const mistake = workerData as Mistake
const place = new URL(`../../${mistake.file}`, import.meta.url).href

registerHooks({
  load: (url, context, nextLoad) =>
    url === place
      ? {
          format: "module-typescript",
          source: made(mistake, readFileSync(fileURLToPath(url), "utf8")),
          shortCircuit: true,
        }
      : nextLoad(url, context),
})

await import("./play.worker.ts")
