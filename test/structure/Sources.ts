import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))
export const textOf = (file: string): string => readFileSync(join(root, file), "utf8")

const statement = /^(?:import|export)\s[^"';]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm
const ours = /^@kith\/([a-z-]+)\/(.+)$/
const folders = globSync("{packages,services}/*", { cwd: root })

const resolve = (from: string, name: string): string => {
  if (name.startsWith(".")) return relative(root, join(root, dirname(from), name))
  const [, part, path] = ours.exec(name) ?? []
  if (part === undefined) return name
  return `${folders.find((folder) => folder.endsWith(`/${part}`)) ?? part}/src/${path}.ts`
}

const importsOf = (file: string): ReadonlyArray<string> =>
  [...textOf(file).matchAll(statement)].map(([, ...names]) =>
    resolve(file, names.find((name) => name !== undefined) ?? ""),
  )

/**
 * Every TypeScript file of the product, tests and their fixtures left out, with what it imports: files, or packages as they
 * were named.
 */
export const graph: ReadonlyMap<string, ReadonlyArray<string>> = new Map(
  globSync("{packages/*,services/*,infra}/src/**/*.ts", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts") && !file.includes("/fixtures/"))
    .sort()
    .map((file) => [file, importsOf(file)]),
)

/** The imports of files that begin with `prefix`. */
export const edges = (prefix: string): ReadonlyArray<{ readonly from: string; readonly to: string }> =>
  [...graph].flatMap(([from, imports]) => (from.startsWith(prefix) ? imports.map((to) => ({ from, to })) : []))
