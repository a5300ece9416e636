import { DatabaseSync } from "node:sqlite"
import { Effect, Fiber, Result } from "effect"
import { describe, expect, it } from "vitest"
import { makeGroupCommit } from "./GroupCommit.ts"
import { sharedTurn } from "./WriteTurn.ts"

const memory = () => new SharedArrayBuffer(4)

describe("a turn to write", () => {
  it("is one connection's at a time", () => {
    const shared = memory()
    const [one, other] = [sharedTurn(shared), sharedTurn(shared)]
    expect([one.take(), other.take()]).toEqual([true, false])
    one.leave()
    expect([other.take(), one.take()]).toEqual([true, false])
  })

  it("is told to whoever waits when it is free", async () => {
    const shared = memory()
    const [one, other] = [sharedTurn(shared), sharedTurn(shared)]
    one.take()
    const freed = other.freed()
    one.leave()
    await freed
    expect(other.take()).toBe(true)
  })

  it("is free for whoever asks when nobody has it", async () => {
    await sharedTurn(memory()).freed()
  })

  it("is waited for by a group, which then leaves it to the others", async () => {
    const shared = memory()
    const other = sharedTurn(shared)
    other.take()
    const database = new DatabaseSync(":memory:")
    const { write } = makeGroupCommit(database, () => Promise.resolve(), sharedTurn(shared))
    let written = 0
    const writing = Effect.runFork(write(() => Result.succeed(written++)))
    for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve))
    expect(written).toBe(0)
    other.leave()
    await Effect.runPromise(Fiber.join(writing))
    expect(written).toBe(1)
    expect(other.take()).toBe(true)
  })
})
