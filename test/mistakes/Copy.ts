import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Mistake } from "./mistakes.ts"

const tree = fileURLToPath(new URL("../..", import.meta.url))

/** What the laws need. Links between packages are relative, so they lead to the copies; what is installed is shared. */
const parts = ["package.json", "packages", "services", "test", "vitest.workspace.ts"]

export const copyTree = (to: string): void => {
  mkdirSync(to, { recursive: true })
  for (const part of parts) cpSync(join(tree, part), join(to, part), { recursive: true, verbatimSymlinks: true })
  symlinkSync(join(tree, "node_modules"), join(to, "node_modules"))
}

/** Makes a mistake in a copy; gives back what takes it out again. */
export const plant = (copy: string, { name, file, of, instead }: Mistake): (() => void) => {
  const path = join(copy, file)
  const sound = readFileSync(path, "utf8")
  const [before, after, ...more] = sound.split(of)
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`cannot be made any more: ${name}`)
  writeFileSync(path, `${before}${instead}${after}`)
  return () => writeFileSync(path, sound)
}
