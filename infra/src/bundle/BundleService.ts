import { copyFile, cp, readdir, rm, stat, writeFile } from "node:fs/promises"
import { basename, join, relative } from "node:path"
import { buildAssets } from "@kith/console/web/BuildAssets"
import type { ServiceName } from "@kith/core/pipeline"
import { build } from "esbuild"
import { create } from "tar"
import { archiveOf, folderOf, sourceOf } from "./Paths.ts"

export interface Bundle {
  readonly service: ServiceName
  readonly folder: string
  /** Bytes of JavaScript, and of the archive. */
  readonly size: number
  readonly packed: number
}

/** Google's clients are CommonJS inside, and ask for what ESM does not give. */
const banner = [
  `import { createRequire as kithRequire } from "node:module"`,
  `import { fileURLToPath as kithPath } from "node:url"`,
  `import { dirname as kithDirname } from "node:path"`,
  `const require = kithRequire(import.meta.url)`,
  `const __filename = kithPath(import.meta.url)`,
  `const __dirname = kithDirname(__filename)`,
].join("\n")

/**
 * One service as plain JavaScript that needs nothing but Node, and as a deterministic archive of it. The functions framework
 * is inside too: whoever registers a function and whoever serves it share the one copy. What is imported lazily (Google's
 * clients) is still run only where it is used.
 *
 * @param files to lie beside it under their own names: a policy, a mapping
 */
export const bundleService = async (service: ServiceName, files: ReadonlyArray<string> = []): Promise<Bundle> => {
  const folder = folderOf(service)
  await rm(folder, { recursive: true, force: true })
  await build({
    entryPoints: [sourceOf(service)],
    outfile: join(folder, "main.js"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // Half the text to compile at a start; names and lines stay, for stacks are read in Error Reporting.
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: "none",
    banner: { js: banner },
    logLevel: "warning",
  })
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ name: `kith-${service}`, type: "module" })}\n`)
  await Promise.all(files.map((file) => copyFile(file, join(folder, basename(file)))))
  if (service === "console") await cp(await buildAssets(), join(folder, "web"), { recursive: true })
  const packed = await pack(folder, archiveOf(service))
  return { service, folder, size: await sizeOf(folder), packed }
}

/** The same files make the same bytes: sorted, of no time and nobody's. */
const pack = async (folder: string, archive: string): Promise<number> => {
  const files = await filesOf(folder)
  const reproducible = { portable: true, mtime: new Date(0), mode: 0o644, gzip: { level: 9 } }
  await create({ ...reproducible, cwd: folder, file: archive }, [...files])
  return (await stat(archive)).size
}

const sizeOf = async (folder: string): Promise<number> => {
  const files = await filesOf(folder)
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Each by its path below `folder`, however deep, in one order everywhere. */
const filesOf = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort()
}
