import { parseArgs } from "node:util"
import { services } from "@kith/core/pipeline"
import { bundleService } from "./bundle/BundleService.ts"
import { nowhere, timeToReady } from "./bundle/TimeToReady.ts"

/**
 * `pnpm bundle`: a bundle of each service in `infra/build`, for `pulumi up` and for the Dockerfile. With `--file
 * policy.json` that file lies in each, and `KITH_POLICY=policy.json` names it.
 */
const { values } = parseArgs({ options: { file: { type: "string", multiple: true } } })
const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)} KB`

for (const service of services) {
  const { folder, size, packed } = await bundleService(service, values.file)
  const starts = [
    await timeToReady(folder, nowhere),
    await timeToReady(folder, nowhere),
    await timeToReady(folder, nowhere),
  ]
  const wall = Math.min(...starts.map((start) => start.wall))
  const processor = Math.min(...starts.map((start) => start.processor ?? Number.POSITIVE_INFINITY))
  const busy = Number.isFinite(processor) ? ` (${processor} ms of a processor)` : ""
  process.stdout.write(
    `${service.padEnd(17)}${kilobytes(size).padStart(8)}, packed${kilobytes(packed).padStart(8)}, ready in ${Math.round(wall)} ms${busy}\n`,
  )
}
