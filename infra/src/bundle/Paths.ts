import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { ServiceName } from "@kith/core/pipeline"

export const root = fileURLToPath(new URL("../../..", import.meta.url))
const built = join(root, "infra/build")

export const sourceOf = (service: ServiceName): string => join(root, "services", service, "src/main.ts")
/** What runs: `main.js` and its parts. */
export const folderOf = (service: ServiceName): string => join(built, service)
/** The same, packed for Cloud Run. */
export const archiveOf = (service: ServiceName): string => join(built, `${service}.tar.gz`)
