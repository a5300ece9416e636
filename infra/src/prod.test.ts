import { beforeAll, describe } from "vitest"
import { holdLaws } from "./fixtures/laws/all.ts"
import { type Graph, runStack } from "./fixtures/Stack.ts"

describe("In the prod stack", () => {
  let graph: Graph = []
  beforeAll(async () => {
    graph = (await runStack("prod")).graph
  }, 60_000)
  holdLaws("prod", () => graph)
})
