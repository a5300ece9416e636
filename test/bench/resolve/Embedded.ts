import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Documents } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import { eventOf } from "@kith/core/identity/fixtures/Event"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { Topics } from "@kith/core/topics/Topics"
import { countingDocuments, noTraffic, type Traffic } from "@kith/resolver/fixtures/CountingDocuments"
import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Effect, Layer } from "effect"
import { type Decision, mix, shares } from "./Decisions.ts"
import { firstHitWins } from "./FirstHitWins.ts"
import { identifiersOf } from "./Traffic.ts"

export interface EventCost {
  readonly engine: string
  readonly persons: number
  readonly event: string
  /** Processor time for one event, store included, microseconds. */
  readonly micros: number
  readonly roundTrips: number
  readonly read: number
  readonly written: number
  /** What the file grew by, for one event. */
  readonly bytes: number
}

const inFlight = 64
const sample = 1_500
const identifiersEach = 4

type Engine = (event: InteractionObserved) => Effect.Effect<void, unknown, Documents | Topics | Keys>

/** One event each for persons spread over all there are; those of `merge` join the new ones to the known. */
const events = (kind: string, persons: number): ReadonlyArray<InteractionObserved> =>
  Array.from({ length: Math.min(sample, persons) }, (_, n) => {
    const who = Math.floor((n * persons) / Math.min(sample, persons))
    const known = identifiersOf(`person-${who}`, identifiersEach)
    const later = { at: 5_000 + n }
    switch (kind) {
      case "nothing new, next interaction":
        return eventOf(`next-${who}`, known.slice(0, 2), later)
      case "nothing new, same interaction":
        return eventOf(`next-${who}`, known.slice(0, 2), { ...later, kind: "updated" })
      case "one more identifier":
        return eventOf(`more-${who}`, [...known.slice(0, 1), ...identifiersOf(`other-${who}`, 1)], later)
      case "merge":
        return eventOf(`merge-${who}`, [...known.slice(0, 1), ...identifiersOf(`new-${who}`, 1)], later)
      default:
        return eventOf(`first-of-new-${who}`, identifiersOf(`new-${who}`, identifiersEach), later)
    }
  })

const kinds = [
  "new person",
  "nothing new, next interaction",
  "nothing new, same interaction",
  "duplicate",
  "one more identifier",
  "merge",
] as const

const engines: Readonly<Record<string, Engine>> = { kith: resolveIdentity, "first hit wins": firstHitWins }

const bytesStored = Effect.gen(function* () {
  const { database } = yield* Sqlite
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)")
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size")
})

const takeAll = (engine: Engine, all: ReadonlyArray<InteractionObserved>) =>
  Effect.forEach(all, engine, { concurrency: inFlight, discard: true })

/** Processor time and growth of the file first, many events at a time; then one by one, the traffic of a few. */
const measure = Effect.fnUntraced(function* (
  name: string,
  engine: Engine,
  persons: number,
  all: ReadonlyArray<InteractionObserved>,
  traffic: Traffic,
  event: string,
) {
  const counted = all.slice(0, 100)
  const timed = all.slice(100)
  const bytes = yield* bytesStored
  const started = process.cpuUsage()
  yield* takeAll(engine, timed)
  const { user, system } = process.cpuUsage(started)
  const grown = (yield* bytesStored) - bytes
  Object.assign(traffic, noTraffic())
  yield* Effect.forEach(counted, engine, { discard: true })
  const each = (total: number) => Math.round((10 * total) / counted.length) / 10
  return {
    engine: name,
    persons,
    event,
    micros: Math.round((user + system) / timed.length),
    roundTrips: each(traffic.roundTrips),
    read: each(traffic.read),
    written: each(traffic.written),
    bytes: Math.round(grown / timed.length),
  } satisfies EventCost
})

const run = Effect.fnUntraced(function* (name: string, engine: Engine, persons: number, traffic: Traffic) {
  for (let from = 0; from < persons; from += 1_000) {
    const some = Array.from({ length: Math.min(1_000, persons - from) }, (_, n) =>
      eventOf(`first-${from + n}`, identifiersOf(`person-${from + n}`, identifiersEach)),
    )
    yield* takeAll(engine, some)
  }
  const costs: Array<EventCost> = []
  let last: ReadonlyArray<InteractionObserved> = []
  for (const kind of kinds) {
    const all = kind === "duplicate" ? last : events(kind, persons)
    costs.push(yield* measure(name, engine, persons, all, traffic, kind))
    last = all
  }
  return [...costs, mixOf(costs)]
})

const mixOf = (costs: ReadonlyArray<EventCost>): EventCost => {
  const mean = (numberOf: (cost: EventCost) => number) =>
    costs.reduce((sum, cost) => sum + (shares[cost.event as Decision] ?? 0) * numberOf(cost), 0)
  const tenth = (value: number) => Math.round(10 * value) / 10
  return {
    ...(costs[0] as EventCost),
    event: mix,
    micros: Math.round(mean((cost) => cost.micros)),
    roundTrips: tenth(mean((cost) => cost.roundTrips)),
    read: tenth(mean((cost) => cost.read)),
    written: tenth(mean((cost) => cost.written)),
    bytes: Math.round(mean((cost) => cost.bytes)),
  }
}

/** What events cost on the embedded store, in a file, when so many persons are in it; beside the baseline in a file of its own. */
export const embeddedCosts = Effect.fnUntraced(function* (persons: number) {
  const directory = mkdtempSync(join(tmpdir(), "kith-bench-"))
  const costs: Array<EventCost> = []
  for (const [name, engine] of Object.entries(engines)) {
    const traffic = noTraffic()
    const sqlite = Sqlite.layer(join(directory, `${name.replaceAll(" ", "-")}.db`))
    const documents = countingDocuments(traffic).pipe(Layer.provide(sqliteDocuments))
    const keys = Layer.succeed(Keys, makeKeyring("a pepper for benchmarks, long enough to be one"))
    const topics = Layer.succeed(Topics, { publish: () => Effect.void })
    const layers = Layer.mergeAll(documents, keys, topics).pipe(Layer.provideMerge(sqlite))
    costs.push(...(yield* Effect.provide(run(name, engine, persons, traffic), layers)))
  }
  rmSync(directory, { recursive: true })
  return costs as ReadonlyArray<EventCost>
})
