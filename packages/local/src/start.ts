import { startKith } from "./Kith.ts"
import { keptSecrets } from "./Secrets.ts"
import { startSimulated } from "./Simulated.ts"

/** `pnpm start`: the whole system on this machine, for real traffic, until SIGTERM. */

const directory = process.env["KITH_DATA_DIR"] || ".kith"
const port = Number(process.env["PORT"] || 8080)
const { secrets, isNew } = keptSecrets(directory)
const simulated = await startSimulated(
  process.env,
  { genesys: port && port + 1, genesysLogin: port && port + 2, salesforce: port && port + 3 },
  // Whoever posts to the webhook by hand plays Genesys: the org takes the interaction for one of its own.
  { unknownInteractions: "adopt" },
)
const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined && value !== ""))
const env = {
  ...secrets,
  ...simulated.env,
  KITH_DATA_DIR: directory,
  PROFILE_BASE_URL: `http://127.0.0.1:${port}`,
  ...given,
}

const kith = await startKith(env).catch((problem: unknown) => {
  process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`)
  process.exit(1)
})

const stop = () =>
  void kith
    .stop()
    .then(simulated.stop)
    .finally(() => process.exit(0))
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.removeAllListeners(signal)
  process.once(signal, stop)
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const shown = (name: keyof typeof secrets) =>
  env[name] !== secrets[name] ? "as you set it" : isNew ? secrets[name] : `in ${directory}/secrets.json`
say("")
say(`Kith listens on        http://127.0.0.1:${kith.port}`)
say(`  webhook              POST /webhooks/genesys     token ${shown("WEBHOOK_TOKENS")}`)
say(`  console              GET /ledger, /profiles, …  token ${shown("CONSOLE_TOKENS")}`)
say(`  data and secrets     ${directory}`)
if (simulated.genesys) say(`simulated Genesys      ${simulated.genesys.url}/simulator/calls`)
if (simulated.salesforce) say(`simulated Salesforce   ${simulated.salesforce.url}/simulator/contacts`)
say("")
