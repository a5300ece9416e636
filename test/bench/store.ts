import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import * as SqliteDocuments from "@kith/core/documents/SqliteDocuments"
import type { HttpHandler } from "@kith/core/http/Http"
import { say } from "@kith/core/telemetry/Harmless"
import * as SqliteTopics from "@kith/core/topics/SqliteTopics"
import { Topics } from "@kith/core/topics/Topics"
import * as Broker from "@kith/local/Broker"
import { Deferred, Effect, Layer } from "effect"
import * as z from "zod"

/** Embedded store and broker against a bare `node:sqlite` loop that waits for the disk as they do. */

const total = 10_000
const inFlight = 64
const collection = { name: say`bench`, schema: z.object({ text: z.string() }) }
const body = { text: "x".repeat(800) }

const perSecond = (started: number, done = total) => Math.round(done / ((performance.now() - started) / 1000))

const bareLoop = (path: string, done: number): number => {
  const database = new DatabaseSync(path)
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id TEXT PRIMARY KEY, body TEXT)")
  const begin = database.prepare("BEGIN IMMEDIATE")
  const put = database.prepare("INSERT INTO t VALUES (?, ?)")
  const commit = database.prepare("COMMIT")
  const started = performance.now()
  for (let n = 0; n < done; n++) {
    begin.run()
    put.run(`id-${n}`, JSON.stringify(body))
    commit.run()
  }
  const rate = perSecond(started, done)
  database.close()
  return rate
}

const commits = Effect.fnUntraced(function* (concurrency: number, done: number) {
  const documents = yield* Documents
  const started = performance.now()
  yield* Effect.forEach(
    Array.from({ length: done }, (_, n) => `${concurrency}-${n}`),
    (id) => documents.commit({ writes: [{ op: "put", ref: ref(collection, id), body, seen: "absent" }] }),
    { concurrency, discard: true },
  )
  return perSecond(started, done)
})

/** From the first publication to the last acknowledgement's turn. */
const deliveries = Effect.fnUntraced(function* (done: Deferred.Deferred<void>) {
  const topics = yield* Topics
  const started = performance.now()
  yield* Effect.forEach(
    Array.from({ length: total }, (_, n) => ({ data: { n, ...body } })),
    (message) => topics.publish("interaction-opened", [message]),
    { concurrency: inFlight, discard: true },
  )
  yield* Deferred.await(done)
  return perSecond(started)
})

const bench = Effect.gen(function* () {
  const directory = mkdtempSync(join(tmpdir(), "kith-bench-"))
  const bare = bareLoop(join(directory, "bare.db"), total / 5)
  const done = yield* Deferred.make<void>()
  let delivered = 0
  const answer: HttpHandler = () =>
    Effect.as(++delivered === total ? Deferred.succeed(done, undefined) : Effect.void, { status: 204 })
  const handlers = {
    "ingress-redactor": answer,
    resolver: answer,
    "crm-sync": answer,
    writeback: answer,
    console: answer,
  }
  const stores = Layer.mergeAll(SqliteDocuments.layer, Broker.layer(handlers)).pipe(
    Layer.provideMerge(SqliteTopics.layer),
    Layer.provide(Sqlite.layer(join(directory, "kith.db"))),
  )
  const rates = yield* Effect.gen(function* () {
    const alone = yield* commits(1, total / 5)
    const shared = yield* commits(inFlight, total)
    return { alone, shared, delivered: yield* deliveries(done) }
  }).pipe(Effect.provide(stores))
  rmSync(directory, { recursive: true })
  const line = (what: string, rate: number) =>
    console.log(`${what.padEnd(44)} ${String(rate).padStart(7)}/s  x${(rate / bare).toFixed(2)}`)
  line("bare loop, one put a transaction (baseline)", bare)
  line("commits, one at a time", rates.alone)
  line(`commits, ${inFlight} in flight`, rates.shared)
  line("published, delivered, acknowledged", rates.delivered)
})

await Effect.runPromise(bench)
