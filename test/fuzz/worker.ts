import { parentPort, workerData } from "node:worker_threads"
import { type Campaign, play } from "./Campaign.ts"
import { forge } from "./Forgeries.ts"

const { campaign, forgeries } = workerData as { readonly campaign: Campaign; readonly forgeries: number }

const tally = await play(campaign, (inputs, finding) => parentPort?.postMessage({ inputs, finding }))
const accepted = await forge(campaign.seed, forgeries)
parentPort?.postMessage({ tally, accepted })
