import { describe, expect, it } from "vitest"
import { mistakes } from "../mistakes/mistakes.ts"
import { textOf } from "./Sources.ts"

describe("The planted mistakes", () => {
  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))("can still be made: %s", (_, mistake) => {
    expect(textOf(mistake.file).split(mistake.of)).toHaveLength(2)
    expect(mistake.instead).not.toBe(mistake.of)
  })

  it("are told apart by their names", () => {
    expect(new Set(mistakes.map(({ name }) => name)).size).toBe(mistakes.length)
    expect(mistakes.length).toBeGreaterThanOrEqual(14)
  })
})
