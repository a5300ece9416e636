import { describe, expect, it } from "vitest"
import { mistakes } from "../mistakes/mistakes.ts"
import { mistakes as ofThePipeline } from "../simulation/mistakes.ts"
import { textOf } from "./Sources.ts"

describe.each([
  ["engine", mistakes],
  ["pipeline", ofThePipeline],
])("The planted mistakes of the %s", (_, all) => {
  it.each(all.map((mistake) => [mistake.name, mistake] as const))("can still be made: %s", (_, mistake) => {
    expect(textOf(mistake.file).split(mistake.of)).toHaveLength(2)
    expect(mistake.instead).not.toBe(mistake.of)
  })

  it("are told apart by their names", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.length).toBeGreaterThanOrEqual(20)
  })
})
