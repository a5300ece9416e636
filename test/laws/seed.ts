import { randomInt } from "node:crypto"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  export interface ProvidedContext {
    readonly seed: number
  }
}

/** One seed for all laws of a run, a fresh one unless `KITH_SEED` names it. */
export default (project: TestProject) => {
  const seed = Number(process.env["KITH_SEED"] ?? randomInt(2 ** 31))
  console.log(`The laws draw their histories with KITH_SEED=${seed}`)
  project.provide("seed", seed)
}
