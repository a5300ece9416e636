import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./bundle/Paths.ts"
import { costPage } from "./cost/CostPage.ts"

/** `pnpm cost`: writes `docs/cost.md`. */
writeFileSync(join(root, "docs/cost.md"), costPage())
