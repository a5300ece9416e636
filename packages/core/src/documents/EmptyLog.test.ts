import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Fiber, Result } from "effect"
import { afterEach, beforeEach, expect, it } from "vitest"
import { leaveNoTrace } from "./EmptyLog.ts"
import { Sqlite } from "./Sqlite.ts"

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kith-log-"))
})
afterEach(() => rmSync(directory, { recursive: true }))

it("waits for whoever is reading the file, and leaves no trace then", async () => {
  const path = join(directory, "kith.db")
  const holds = () => ["", "-wal"].some((end) => readFileSync(`${path}${end}`, "latin1").includes("lovelace"))
  const story = Effect.gen(function* () {
    const sqlite = yield* Sqlite
    const run = (sql: string) => sqlite.write(() => Result.succeed(sqlite.database.exec(sql)))
    sqlite.database.exec("PRAGMA busy_timeout = 0")
    yield* run("INSERT INTO counters VALUES ('lovelace', 1)")
    yield* leaveNoTrace(sqlite)
    expect(holds()).toBe(true)
    const reader = new DatabaseSync(path)
    reader.exec("BEGIN; SELECT * FROM counters")
    yield* run("DELETE FROM counters")
    const scrubbing = yield* Effect.forkChild(leaveNoTrace(sqlite))
    yield* Effect.sleep("250 millis")
    expect(scrubbing.pollUnsafe()).toBeUndefined()
    expect(holds()).toBe(true)
    reader.close()
    yield* Fiber.join(scrubbing)
    expect(holds()).toBe(false)
  })
  await Effect.runPromise(Effect.provide(story, Sqlite.layer(path)))
})
