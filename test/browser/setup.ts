import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** The browser's program, or nothing where there is none. */
    chromium: string | undefined
  }
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

/** As `CHROMIUM_PATH` says, or the first on the path. */
const chromium = (): string | undefined => {
  const told = process.env["CHROMIUM_PATH"]
  if (told) return told
  const folders = (process.env["PATH"] ?? "").split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync)
}

/** Without a browser its tests are skipped, or, with `BROWSER=required`, fail. */
export default function setup(project: TestProject): void {
  const found = chromium()
  if (found === undefined) {
    const advice =
      "The browser tests need Chromium, such as Debian's chromium, on the path or named by CHROMIUM_PATH.\n"
    if (process.env["BROWSER"] === "required") throw new Error(advice)
    console.warn(`\nSKIPPED: ${advice}`)
  }
  project.provide("chromium", found)
}
