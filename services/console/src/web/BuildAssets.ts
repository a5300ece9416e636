import { createHash } from "node:crypto"
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const app = fileURLToPath(new URL("../../web", import.meta.url))
const built = join(app, "build")

/** What an app is built from, besides its tools, whose versions the lock file holds. */
const sources = [
  "*.html",
  "vite.config.ts",
  "public/**/*.*",
  "src/**/*.*",
  "../src/api/**/*.ts",
  "../../../pnpm-lock.yaml",
]

/**
 * The folder of the built web app. It is built where its sources have changed since, in some two seconds, and else only
 * looked up. Several processes may ask at once.
 */
export const buildAssets = async (): Promise<string> => {
  const folder = join(built, digest())
  if (existsSync(join(folder, "index.html"))) return folder
  const making = `${folder}.${process.pid}`
  // Only whoever builds needs the tools, and nobody who runs a bundle has them.
  const { build } = await import("vite")
  await build({ root: app, logLevel: "warn", build: { outDir: making, emptyOutDir: true } })
  mkdirSync(built, { recursive: true })
  keep(making, folder)
  return folder
}

const digest = (): string => {
  const hash = createHash("sha256")
  for (const file of globSync(sources, { cwd: app }).sort()) hash.update(file).update(readFileSync(join(app, file)))
  return hash.digest("hex").slice(0, 16)
}

/** Whoever is first wins; former builds go. */
const keep = (making: string, folder: string): void => {
  try {
    renameSync(making, folder)
  } catch (problem) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(join(folder, "index.html"))) throw problem
  }
  for (const name of readdirSync(built)) {
    const isOurs = folder.endsWith(name) || /\.\d+$/.test(name)
    if (!isOurs) rmSync(join(built, name), { recursive: true, force: true })
  }
}
