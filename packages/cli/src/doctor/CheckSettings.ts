import type { EmbeddedSettings } from "@kith/local/EmbeddedSettings"
import { Effect } from "effect"
import { Connection, isLoopback } from "../Connection.ts"
import { type Finding, unknown, unwell, well } from "./Finding.ts"

const check = "settings"

export interface CheckedSettings {
  readonly findings: ReadonlyArray<Finding>
  /** As the services would read them; none where they cannot be read from here. */
  readonly services?: EmbeddedSettings["services"]
}

/**
 * What `pnpm start` would read from this shell and its folder, checked by the services' own schemas. It does not ask the
 * process: one that does not start is when it is most wanted.
 */
export const checkSettings = Effect.gen(function* () {
  const { url, dataDirectory } = yield* Connection
  if (!isLoopback(url))
    return {
      findings: [
        unknown(check, "The services run elsewhere, and so do their variables.", "Run it on that machine, too."),
      ],
    } satisfies CheckedSettings as CheckedSettings
  const env = yield* Effect.promise(() => environmentHere(Number(new URL(url).port || 80), dataDirectory))
  const { embeddedSettings } = yield* Effect.promise(() => import("@kith/local/EmbeddedSettings"))
  return yield* embeddedSettings(env).pipe(
    Effect.match({
      onSuccess: ({ services }): CheckedSettings => ({
        findings: [well(check, "Every variable that this shell sets is one that the services take.")],
        services,
      }),
      onFailure: ({ problems }): CheckedSettings => ({
        findings: problems.map((problem) =>
          unwell(check, problem, "Set it as docs/configuration.md says, and start again."),
        ),
      }),
    }),
  )
})

/** What nobody has to set stands in for itself, as `start` makes it up. */
const environmentHere = async (port: number, directory: string) => {
  const { madeUpSecrets } = await import("@kith/local/Secrets")
  const { simulatedEnvironment, simulatedPorts, whatIsSimulated } = await import("@kith/local/Simulated")
  const { startEnvironment } = await import("@kith/local/StartEnvironment")
  const ports = simulatedPorts(port)
  const at = (one: number) => `http://127.0.0.1:${one}`
  const played = whatIsSimulated(process.env)
  const simulated = simulatedEnvironment({
    genesys: played.genesys ? { url: at(ports.genesys), loginUrl: at(ports.genesysLogin) } : undefined,
    salesforce: played.salesforce ? { url: at(ports.salesforce) } : undefined,
  })
  return startEnvironment({ ...madeUpSecrets(), ...simulated, KITH_DATA_DIR: directory }, port)
}
