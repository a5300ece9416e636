import { type ServiceName, services } from "@kith/core/pipeline"
import { secrets } from "../stories/Centre.ts"
import { type Program, startProgram } from "../stories/Program.ts"

export interface Processes {
  readonly urls: Readonly<Record<ServiceName, string>>
  /** SIGTERM to each; their exit codes. */
  readonly end: () => Promise<ReadonlyArray<number | null>>
}

/** Each service as a process of its own, as on Cloud Run, over the emulators that the environment names. */
export const startProcesses = async (
  project: string,
  orgs: { readonly env: Readonly<Record<string, string>> },
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
      const program = await startProgram(`services/${name}/src/main.ts`, env, /"message":"listening".*"port":(\d+)/)
      return [name, program] as const
    }),
  )
  const urls = Object.fromEntries(programs.map(([name, { port }]) => [name, `http://127.0.0.1:${port}`]))
  return {
    urls: urls as Record<ServiceName, string>,
    end: () => Promise.all(programs.map(([, program]) => program.end("SIGTERM"))),
  }
}
