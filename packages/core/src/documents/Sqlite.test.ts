import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Cause, Effect, Exit, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import { afterAll, describe, expect, it } from "vitest"
import * as z from "zod"
import { say } from "../telemetry/Harmless.ts"
import { Documents, ref } from "./Documents.ts"
import { Sqlite } from "./Sqlite.ts"
import * as SqliteDocuments from "./SqliteDocuments.ts"
import { schema } from "./SqliteSchema.ts"
import { sweep } from "./SqliteSweep.ts"

const directory = mkdtempSync(join(tmpdir(), "kith-sqlite-"))
afterAll(() => rmSync(directory, { recursive: true }))

const insert = (name: string) =>
  Effect.flatMap(Sqlite, ({ database, write }) =>
    write(() => Result.succeed(database.prepare("INSERT INTO counters VALUES (?, 1)").run(name))),
  )
const names = Effect.flatMap(Sqlite, ({ database, read }) =>
  read(() => database.prepare("SELECT name FROM counters ORDER BY name").all()),
).pipe(Effect.map((rows) => rows.map((row) => row["name"])))

const run = <A, E>(effect: Effect.Effect<A, E, Sqlite>, path = ":memory:") =>
  Effect.runPromise(Effect.provide(effect, Sqlite.layer(path)))

describe("a group commit", () => {
  it("undoes the writer that failed, and not those who share its transaction", () =>
    run(
      Effect.gen(function* () {
        const { database, write } = yield* Sqlite
        const put = (name: string) => database.prepare("INSERT INTO counters VALUES (?, 1)").run(name)
        const exits = yield* Effect.all(
          [
            insert("a"),
            write(() => Result.fail("declined")),
            write(() => {
              put("thrown")
              throw new Error("a bug")
            }),
            insert("a"),
            insert("b"),
          ].map((each) => Effect.exit<unknown, unknown, Sqlite>(each)),
          { concurrency: "unbounded" },
        )
        expect(exits.map(Exit.isSuccess)).toEqual([true, false, false, false, true])
        expect(yield* names).toEqual(["a", "b"])
        const [, , thrown, repeated] = exits
        expect(thrown !== undefined && Exit.isFailure(thrown) && Cause.hasDies(thrown.cause)).toBe(true)
        expect(repeated).toMatchObject(Exit.fail({ _tag: "SqliteFailed", reason: "constraint failed" }))
      }),
    ))

  it("fails every writer when it cannot be committed, and serves the next", () =>
    run(
      Effect.gen(function* () {
        const { database, write } = yield* Sqlite
        const together = [insert("a"), Effect.asVoid(write(() => Result.succeed(database.exec("ROLLBACK"))))]
        const exits = yield* Effect.all(
          together.map((each) => Effect.exit<unknown, unknown, Sqlite>(each)),
          { concurrency: "unbounded" },
        )
        expect(exits.map(Exit.isSuccess)).toEqual([false, false])
        yield* insert("b")
        expect(yield* names).toEqual(["b"])
      }),
    ))

  it("is complete when the store closes", async () => {
    const path = join(directory, "closing", "kith.db")
    await run(Effect.forkDetach(insert("a"), { startImmediately: true }), path)
    expect(await run(names, path)).toEqual(["a"])
    expect(readdirSync(join(directory, "closing"))).toEqual(["kith.db"])
  })
})

describe("the file", () => {
  it("is not opened when a newer release wrote it", async () => {
    const path = join(directory, "newer.db")
    const database = new DatabaseSync(path)
    database.exec("PRAGMA user_version = 999")
    database.close()
    const exit = await Effect.runPromiseExit(Effect.provide(names, Sqlite.layer(path)))
    expect(exit).toMatchObject(Exit.fail({ _tag: "SqliteFailed" }))
  })

  it("of the release before is brought to this one, on several connections at once", async () => {
    const path = join(directory, "older.db")
    const database = new DatabaseSync(path)
    database.exec(
      `${schema} DROP INDEX deliveries_about; ALTER TABLE deliveries DROP COLUMN about; PRAGMA user_version = 1`,
    )
    const row = "INSERT INTO deliveries (subscription, message_id, data, attributes, published_at, due_at)"
    database.exec(`${row} VALUES ('s', 'm', '{}', '{}', 0, 0)`)
    database.close()
    const about = Effect.flatMap(Sqlite, ({ database, read }) =>
      read(() => database.prepare("SELECT about FROM deliveries").all()),
    )
    const found = await Promise.all([run(about, path), run(about, path)])
    expect(found).toEqual([[{ about: null }], [{ about: null }]])
  })

  it("keeps no trace of an expired document after a sweep, and its neighbours", async () => {
    const path = join(directory, "swept.db")
    const notes = { name: say`notes`, schema: z.object({ text: z.string() }) }
    const kept = { op: "put", ref: ref(notes, "kept"), body: { text: "stays-here" }, tags: ["stays-here"] } as const
    const expiring = Array.from({ length: 1201 }, (_, n) => {
      const body = { text: `vanishes-${"x".repeat(3 * n)}` }
      return { op: "put", ref: ref(notes, `n-${n}`), body, tags: [`vanishes-${n}`], expiresAt: 1000 } as const
    })
    const story = Effect.gen(function* () {
      const documents = yield* Documents
      yield* documents.commit({ writes: [kept, ...expiring] })
      expect(readFileSync(`${path}-wal`).includes("vanishes")).toBe(true)
      expect(yield* sweep()).toBe(0)
      yield* TestClock.adjust("1 second")
      expect(yield* sweep()).toBe(expiring.length)
      for (const file of [path, `${path}-wal`]) expect(readFileSync(file).includes("vanishes")).toBe(false)
      expect(yield* documents.find(notes, "stays-here", { limit: 9 })).toHaveLength(1)
    })
    const stores = SqliteDocuments.layer.pipe(Layer.provideMerge(Sqlite.layer(path)))
    await Effect.runPromise(story.pipe(Effect.provide(stores), Effect.provide(TestClock.layer())))
  })
})
