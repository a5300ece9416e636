import { DatabaseSync } from "node:sqlite"
import { Effect, Exit, Fiber, Result } from "effect"
import { describe, expect, it } from "vitest"
import { makeGroupCommit } from "./GroupCommit.ts"

/** A disk that answers when it is told to. */
const disk = () => {
  const asked: Array<{ readonly resolve: () => void; readonly reject: (reason: Error) => void }> = []
  const sync = () =>
    new Promise<void>((resolve, reject) => {
      asked.push({ resolve, reject })
    })
  return { asked, sync }
}

const open = () => {
  const database = new DatabaseSync(":memory:")
  database.exec("CREATE TABLE names (name TEXT) STRICT")
  const { asked, sync } = disk()
  const insert = database.prepare("INSERT INTO names VALUES (?)")
  const { write, drain } = makeGroupCommit(database, sync)
  const put = (name: string, until: "durable" | "visible" = "durable") =>
    Effect.runFork(write(() => Result.succeed(insert.run(name).changes), until))
  const names = () =>
    database
      .prepare("SELECT name FROM names ORDER BY rowid")
      .all()
      .map(({ name }) => name)
  return { asked, put, names, drain }
}

const turns = async (count = 5) => {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve))
}
const isOver = (fiber: Fiber.Fiber<unknown, unknown>) => fiber.pollUnsafe() !== undefined

describe("a group commit", () => {
  it("lets a writer go on when the disk has it, while every reader sees it before", async () => {
    const { asked, put, names } = open()
    const written = put("a")
    await turns()
    expect(names()).toEqual(["a"])
    expect(isOver(written)).toBe(false)
    asked[0]?.resolve()
    expect(await Effect.runPromise(Fiber.join(written))).toBe(1)
  })

  it("does not make wait for the disk who need not", async () => {
    const { asked, put } = open()
    const written = put("a", "visible")
    await turns()
    expect(isOver(written)).toBe(true)
    expect(asked).toHaveLength(0)
  })

  it("asks the disk once for all who came while it was busy, and only after their commit", async () => {
    const { asked, put } = open()
    put("a")
    await turns()
    const later = [put("b"), put("c")]
    await turns()
    expect(asked).toHaveLength(1)
    asked[0]?.resolve()
    await turns()
    expect(later.map(isOver)).toEqual([false, false])
    expect(asked).toHaveLength(2)
    asked[1]?.resolve()
    await turns()
    expect(later.map(isOver)).toEqual([true, true])
  })

  it("tells everybody who was written to a disk that refused, and writes nothing more", async () => {
    const { asked, put, names } = open()
    const lost = put("a")
    await turns()
    asked[0]?.reject(new Error("EIO"))
    const failed = Exit.fail(expect.objectContaining({ _tag: "SqliteFailed" }))
    expect(await Effect.runPromiseExit(Fiber.join(lost))).toEqual(failed)
    expect(await Effect.runPromiseExit(Fiber.join(put("b")))).toEqual(failed)
    expect(names()).toEqual(["a"])
  })

  it("commits at once what still waits when it is to end, and tells its writers when it may", async () => {
    const { put, names, drain } = open()
    const written = put("a")
    const tell = drain()
    expect(names()).toEqual(["a"])
    await turns()
    expect(isOver(written)).toBe(false)
    tell()
    expect(await Effect.runPromise(Fiber.join(written))).toBe(1)
  })
})
