import { beforeAll, describe } from "vitest"
import { holdLaws } from "./fixtures/laws/all.ts"
import { type Graph, runStack } from "./fixtures/Stack.ts"

describe("In the dev stack", () => {
  let graph: Graph = []
  beforeAll(async () => {
    graph = (await runStack("dev")).graph
  }, 60_000)
  holdLaws("dev", () => graph)
})
