import { globSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { root, textOf } from "./Sources.ts"

const files = globSync("services/console/web/src/**/*.{ts,tsx}", { cwd: root })

describe("The web app", () => {
  it("takes types from the server, and nothing that would have to be sent to browsers", () => {
    const taken = files.flatMap((file) =>
      [...textOf(file).matchAll(/^import (type )?[^"]*?from "((?:\.\.\/)+src\/[^"]+|@kith\/[^"]+|zod)"/gm)].map(
        ([, type, from]) => ({ file, type, from }),
      ),
    )
    expect(taken.length).toBeGreaterThan(10)
    expect(taken.filter(({ type }) => type === undefined)).toEqual([])
    expect(taken.filter(({ from = "" }) => from !== "zod" && !from.includes("src/api/"))).toEqual([])
  })

  it("makes no markup and no script out of text", () => {
    const unsafe =
      /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/
    expect(files.length).toBeGreaterThan(60)
    expect(files.filter((file) => unsafe.test(textOf(file)))).toEqual([])
  })
})
