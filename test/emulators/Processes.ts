import { join } from "node:path"
import { type ServiceName, services } from "@kith/core/pipeline"
import { type Bundle, bundleService } from "@kith/infra/bundle/BundleService"
import { nowhere, timeToReady } from "@kith/infra/bundle/TimeToReady"
import { type Program, startProgram } from "../stories/Program.ts"
import { secrets } from "../stories/Secrets.ts"

export interface Processes {
  readonly urls: Readonly<Record<ServiceName, string>>
  /** SIGTERM to each; their exit codes. */
  readonly end: () => Promise<ReadonlyArray<number | null>>
}

/** What a service is run from. */
export type EntryOf = (service: ServiceName) => string

export const sources: EntryOf = (service) => `services/${service}/src/main.ts`

/** Bundles every service, and prints what a start of each costs. */
export const bundles = async (): Promise<EntryOf> => {
  const built = new Map<ServiceName, Bundle>()
  for (const service of services) {
    const bundle = await bundleService(service)
    const { wall, processor } = await timeToReady(bundle.folder, nowhere)
    const size = `${Math.round(bundle.size / 1024)} KB, packed ${Math.round(bundle.packed / 1024)} KB`
    console.info(`${service}: ${size}, ready in ${Math.round(wall)} ms (${processor ?? "?"} ms of a processor)`)
    built.set(service, bundle)
  }
  return (service) => join(built.get(service)?.folder ?? "", "main.js")
}

/** Each service as a process of its own, as on Cloud Run, over the emulators that the environment names. */
export const startProcesses = async (
  project: string,
  orgs: { readonly env: Readonly<Record<string, string>> },
  entryOf: EntryOf = sources,
): Promise<Processes> => {
  const env = {
    ...orgs.env,
    ...secrets,
    PORT: "0",
    GOOGLE_CLOUD_PROJECT: project,
    FIRESTORE_EMULATOR_HOST: process.env["FIRESTORE_EMULATOR_HOST"] ?? "",
    PUBSUB_EMULATOR_HOST: process.env["PUBSUB_EMULATOR_HOST"] ?? "",
  }
  const programs: ReadonlyArray<readonly [ServiceName, Program]> = await Promise.all(
    services.map(async (name) => {
      const program = await startProgram(entryOf(name), env, /"message":"listening".*"port":(\d+)/)
      return [name, program] as const
    }),
  )
  const urls = Object.fromEntries(programs.map(([name, { port }]) => [name, `http://127.0.0.1:${port}`]))
  return {
    urls: urls as Record<ServiceName, string>,
    end: () => Promise.all(programs.map(([, program]) => program.end("SIGTERM"))),
  }
}
