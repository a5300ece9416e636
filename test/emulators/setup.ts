import type { TestProject } from "vitest/node"
import { type Emulator, kinds, missingFor, startEmulator } from "./Emulator.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** `host:port` of each, or nothing where they cannot be had. */
    emulators: { readonly firestore: string; readonly pubsub: string } | undefined
  }
}

/**
 * Emulators that run already (`*_EMULATOR_HOST`) are used; others are started from a local Google Cloud SDK. Where that is
 * not possible the tests are skipped, or, with `EMULATORS=required`, fail.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const absent = Object.values(kinds).filter(({ variable }) => !process.env[variable])
  const missing = [...new Set(absent.flatMap(missingFor))]
  if (missing.length > 0) {
    const advice = `The tests against Google's emulators need:\n${missing.map((each) => `  - ${each}\n`).join("")}`
    if (process.env["EMULATORS"] === "required") throw new Error(advice)
    console.warn(`\nSKIPPED: ${advice}`)
    project.provide("emulators", undefined)
    return async () => {}
  }
  const started: Array<Emulator> = []
  const addressOf = async (kind: (typeof kinds)[keyof typeof kinds]): Promise<string> => {
    const running = process.env[kind.variable]
    if (running) return running
    const emulator = await startEmulator(kind)
    started.push(emulator)
    return emulator.address
  }
  const stop = async () => void (await Promise.all(started.map((emulator) => emulator.stop())))
  try {
    const [firestore, pubsub] = await Promise.all([addressOf(kinds.firestore), addressOf(kinds.pubsub)])
    project.provide("emulators", { firestore, pubsub })
  } catch (problem) {
    await stop()
    throw problem
  }
  return stop
}
