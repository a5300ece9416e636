import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Mistake, made } from "./Mistake.ts"

const tree = fileURLToPath(new URL("../..", import.meta.url))

/** What the laws need. Links between packages are relative, so they lead to the copies; what is installed is shared. */
const parts = ["package.json", "packages", "services", "test", "vitest.workspace.ts"]

export const copyTree = (to: string): void => {
  mkdirSync(to, { recursive: true })
  for (const part of parts) cpSync(join(tree, part), join(to, part), { recursive: true, verbatimSymlinks: true })
  symlinkSync(join(tree, "node_modules"), join(to, "node_modules"))
}

/** Makes a mistake in a copy; gives back what takes it out again. */
export const plant = (copy: string, mistake: Mistake): (() => void) => {
  const path = join(copy, mistake.file)
  const sound = readFileSync(path, "utf8")
  writeFileSync(path, made(mistake, sound))
  return () => writeFileSync(path, sound)
}
