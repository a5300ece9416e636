import { parseArgs } from "node:util"
import { readAssets } from "@kith/console/web/Assets"
import { buildAssets } from "@kith/console/web/BuildAssets"
import { goOn } from "./demo/afternoon.ts"
import { type Centre, openCentre } from "./demo/Centre.ts"
import { compare } from "./demo/Compare.ts"
import { expectations } from "./demo/expectations.ts"
import { knownContacts, morning } from "./demo/morning.ts"
import { type Observed, observe } from "./demo/Observed.ts"
import { play } from "./demo/Play.ts"
import { bold, dim, print, printTable } from "./demo/Print.ts"
import { progressOf } from "./demo/Progress.ts"
import { report, verdict } from "./demo/Report.ts"
import { until, WaitedInVain } from "./demo/Until.ts"

/**
 * `pnpm demo`: a morning at a contact centre, played from the webhook to the CRM, and held against what it must come to. On
 * a terminal the console then stays open on it; with `--once` it ends there, as it does where nobody watches.
 */

const signals = ["SIGINT", "SIGTERM"] as const
for (const signal of signals) process.once(signal, () => process.exit(1))

const { values } = parseArgs({ options: { once: { type: "boolean", default: false } } })
const staysOpen = process.stdout.isTTY && !values.once

const stayOpen = async (open: Centre, { customers }: Observed): Promise<void> => {
  let isOver = false
  const over = new Promise<void>((resolve) => {
    for (const signal of signals) process.removeAllListeners(signal).once(signal, () => resolve())
  })
  print()
  print(bold("The console is open on this morning, and the afternoon has begun. One click signs you in."))
  printTable([
    ["The live path", open.consoleLink("/")],
    // Whoever came by the most ways has most to show.
    ...customers
      .toSorted((x, y) => y.interactions.length - x.interactions.length)
      .slice(0, 1)
      .flatMap(({ name, profile }) =>
        profile.customerId === undefined ? [] : [[name, open.consoleLink(`/person/${profile.customerId}`)]],
      ),
  ])
  print(dim("  Ctrl+C ends it, and nothing is kept."))
  const traffic = goOn(open, () => isOver)
  await Promise.race([over, traffic])
  isOver = true
  await traffic
}

const startedAt = performance.now()
const centre = await openCentre(staysOpen ? readAssets(await buildAssets()) : undefined)
centre.salesforce.seed(knownContacts.map(({ fields }) => fields))

print(bold("Kith: a morning at a contact centre"))
print(dim("Everything runs in this process; Genesys and Salesforce are simulators that enforce the vendors' rules."))
print(dim("Each event: what became of it, how soon the webhook answered, how soon the answer was in Genesys."))

try {
  const played = await play(centre, morning, progressOf(morning))
  let observed = await observe(centre, played, expectations)
  const differences = () => compare(expectations, observed)
  // The CRM that was down is still catching up, and the last echoes are on their way.
  await until(
    "nothing differs",
    async () => {
      observed = await observe(centre, played, expectations)
      return differences().length === 0
    },
    30,
  ).catch((problem) => {
    if (!(problem instanceof WaitedInVain)) throw problem
  })
  report(centre, played, observed)
  verdict(differences(), played, (performance.now() - startedAt) / 1000)
  process.exitCode = differences().length === 0 ? 0 : 1
  if (staysOpen) await stayOpen(centre, observed)
} catch (problem) {
  process.exitCode = 1
  if (!(problem instanceof WaitedInVain)) throw problem
  verdict([problem.message], [], (performance.now() - startedAt) / 1000)
} finally {
  await centre.stop()
}
