import { readAssets } from "@kith/console/web/Assets"
import { buildAssets } from "@kith/console/web/BuildAssets"
import { readEnvironment } from "@kith/core/settings/Environment"
import { port } from "@kith/core/settings/Fragments"
import { dieSilently } from "@kith/core/telemetry/Logging"
import { Effect } from "effect"
import * as z from "zod"
import { startKith } from "./Kith.ts"
import { keptSecrets, type Secrets } from "./Secrets.ts"
import { simulatedPorts, startSimulated } from "./Simulated.ts"
import { startEnvironment } from "./StartEnvironment.ts"

/** `pnpm start`: the whole system on this machine, for real traffic, until SIGTERM. */
const start = async () => {
  const directory = process.env["KITH_DATA_DIR"] || ".kith"
  const { PORT } = await Effect.runPromise(readEnvironment(z.object({ PORT: port }), process.env))
  const kept = keptSecrets(directory)
  const simulated = await startSimulated(
    process.env,
    simulatedPorts(PORT),
    // Whoever posts to the webhook by hand plays Genesys: the org takes the interaction for one of its own.
    { unknownInteractions: "adopt" },
  )
  const env = startEnvironment({ ...kept.secrets, ...simulated.env, KITH_DATA_DIR: directory }, PORT)
  const kith = await startKith(env, undefined, readAssets(await buildAssets()))
  onSignal(() => kith.stop().then(simulated.stop))

  const isOwn = (name: keyof Secrets) => env[name] !== kept.secrets[name]
  const shown = (name: keyof Secrets) =>
    isOwn(name) ? "as you set it" : kept.isNew ? kept.secrets[name] : `in ${directory}/secrets.json`
  say("")
  say(`Kith listens on        http://127.0.0.1:${kith.port}`)
  say(`  webhook              POST /webhooks/genesys     token ${shown("WEBHOOK_TOKENS")}`)
  say(`  console, its API     GET /ledger, /profiles, …  token ${shown("CONSOLE_TOKENS")}`)
  const isShown = kept.isNew && !isOwn("CONSOLE_TOKENS")
  // Behind the # a token is sent to nobody and kept in no history; the page takes it from there.
  say(`  console, to look at  http://127.0.0.1:${kith.port}/${isShown ? `#token=${kept.secrets.CONSOLE_TOKENS}` : ""}`)
  say(`  data and secrets     ${directory}`)
  if (simulated.genesys) say(`simulated Genesys      ${simulated.genesys.url}/simulator/calls`)
  if (simulated.salesforce) say(`simulated Salesforce   ${simulated.salesforce.url}/simulator/contacts`)
  say("")
}

const say = (line: string) => process.stdout.write(`${line}\n`)

const onSignal = (stop: () => Promise<void>) => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.removeAllListeners(signal)
    process.once(signal, () => void stop().finally(() => process.exit(0)))
  }
}

dieSilently({ service: "kith" })
await start().catch((problem: unknown) => {
  process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`)
  process.exit(1)
})
