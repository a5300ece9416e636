import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Sqlite } from "@kith/core/documents/Sqlite"
import type { HttpHandler, HttpRequest } from "@kith/core/http/Http"
import type { ServiceName } from "@kith/core/pipeline"
import { Backlog } from "@kith/core/topics/Backlog"
import { SqliteQueue } from "@kith/core/topics/SqliteQueue"
import * as SqliteTopics from "@kith/core/topics/SqliteTopics"
import { Topics } from "@kith/core/topics/Topics"
import { Clock, Deferred, Effect, Layer, Logger, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import * as Broker from "./Broker.ts"

const directory = mkdtempSync(join(tmpdir(), "kith-broker-"))
afterAll(() => rmSync(directory, { recursive: true }))

type Handlers = Partial<Record<ServiceName, HttpHandler>>

const store = (path: string) =>
  Layer.merge(SqliteTopics.layer, Backlog.layerSqlite).pipe(
    Layer.provide(Sqlite.layer(path)),
    Layer.provideMerge(Layer.merge(TestClock.layer(), Logger.layer([]))),
  )

type Process = ManagedRuntime.ManagedRuntime<Layer.Success<ReturnType<typeof store>>, unknown>
const running = new Set<Process>()

/** A process of its own, with its own clock at 0. */
const start = (handlers: Handlers, path = ":memory:"): Process => {
  const acks: HttpHandler = () => Effect.succeed({ status: 204 })
  const everybody = { "ingress-redactor": acks, resolver: acks, "crm-sync": acks, writeback: acks, console: acks }
  const process = ManagedRuntime.make(Layer.provideMerge(Broker.layer({ ...everybody, ...handlers }), store(path)))
  running.add(process)
  return process
}

/** With the clock running, or what hangs would hold the test up. Answers with the milliseconds it took. */
const close = async (process: Process) => {
  running.delete(process)
  const clock = await process.runPromise(TestClock.testClockWith(Effect.succeed))
  const before = clock.currentTimeMillisUnsafe()
  let closed = false
  void process.dispose().then(() => {
    closed = true
  })
  await Effect.runPromise(
    until(
      Effect.sync(() => closed),
      clock.adjust("1 second"),
    ),
  )
  return clock.currentTimeMillisUnsafe() - before
}
afterEach(() => Promise.all([...running].map(close)))

interface Delivered {
  readonly at: number
  readonly attempt: number
  readonly path: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Keeps what it is handed, and answers the nth delivery with the nth status, the later ones with the last. */
const recorder = (...answers: ReadonlyArray<number | { status: number; retryAfter: number }>) => {
  const delivered: Array<Delivered> = []
  const handler: HttpHandler = Effect.fnUntraced(function* (request: HttpRequest) {
    const { message, deliveryAttempt } = JSON.parse(Buffer.from(request.body).toString())
    const at = yield* Clock.currentTimeMillis
    delivered.push({ at, attempt: deliveryAttempt, path: request.path, attributes: message.attributes })
    const answer = answers[Math.min(delivered.length, answers.length) - 1] ?? 204
    return typeof answer === "number"
      ? { status: answer }
      : { status: answer.status, headers: { "retry-after": String(answer.retryAfter) } }
  })
  return { delivered, handler }
}

const publish = (topic: string, ...data: ReadonlyArray<unknown>) =>
  Topics.use((topics) =>
    topics.publish(
      topic,
      data.map((data) => ({ data, attributes: { origin: "test" } })),
    ),
  )
const undelivered = Effect.map(
  Backlog.use((backlog) => backlog.queues),
  (queues) => queues.reduce((sum, { undelivered }) => sum + undelivered, 0),
)
const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** Lets the event loop turn, and the clock with it, until something holds. */
const until = Effect.fnUntraced(function* <E, R>(holds: Effect.Effect<boolean, E, R>, tick = Effect.void) {
  for (let turns = 0; turns < 5000; turns++) {
    if (yield* holds) return
    yield* turn
    yield* tick
  }
  throw new Error("it never came to hold")
})
const untilCount = (list: ReadonlyArray<unknown>, count: number, step = 0) =>
  until(
    Effect.sync(() => list.length >= count),
    TestClock.adjust(step),
  )
const untilEmpty = until(Effect.map(undelivered, (left) => left === 0))
const gaps = (delivered: ReadonlyArray<Delivered>) =>
  delivered.slice(1).map(({ at }, n) => at - (delivered[n]?.at ?? 0))

/** What a closed process left in the file. */
const left = async (path: string) => {
  const runtime = ManagedRuntime.make(store(path))
  const found = await runtime.runPromise(undelivered)
  await runtime.dispose()
  return found
}

describe("a delivery", () => {
  it("is the request that Pub/Sub posts", async () => {
    const requests: Array<HttpRequest> = []
    const handler: HttpHandler = (request) => Effect.sync(() => ({ status: requests.push(request) && 204 }))
    await start({ resolver: handler }).runPromise(
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.parse("2026-01-02T03:04:05.678Z"))
        yield* publish("interaction-opened", { text: "ä" })
        yield* untilCount(requests, 1)
      }),
    )
    const [request] = requests
    expect(request).toMatchObject({ method: "POST", path: "/push/interaction-opened-to-resolver" })
    const envelope = JSON.parse(Buffer.from(request?.body ?? "").toString())
    expect(envelope).toEqual({
      message: {
        data: Buffer.from('{"text":"ä"}').toString("base64"),
        attributes: expect.objectContaining({ origin: "test" }),
        messageId: expect.stringMatching(/./),
        message_id: envelope.message.messageId,
        publishTime: "2026-01-02T03:04:05.678Z",
        publish_time: "2026-01-02T03:04:05.678Z",
      },
      subscription: "projects/embedded/subscriptions/interaction-opened-to-resolver",
      deliveryAttempt: 1,
    })
  })

  it.each([102, 200, 201, 202, 204])("is done when it is answered with %i", async (status) => {
    const resolver = recorder(status)
    await start({ resolver: resolver.handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", 1, 2)
        yield* untilEmpty
        expect(resolver.delivered.map(({ attempt }) => attempt)).toEqual([1, 1])
      }),
    )
  })

  it("is repeated after a wait that grows", async () => {
    const resolver = recorder(503, 500, 404, 204)
    await start({ resolver: resolver.handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", 1)
        yield* untilCount(resolver.delivered, 4, 100)
        yield* untilEmpty
      }),
    )
    const [first = 0, second = 0, third = 0] = gaps(resolver.delivered)
    for (const [gap, ceiling] of [
      [first, 2000],
      [second, 4000],
      [third, 8000],
    ] as const) {
      expect(gap).toBeGreaterThanOrEqual(1000)
      expect(gap).toBeLessThanOrEqual(ceiling + 200)
    }
    expect(resolver.delivered.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
  })

  it("does not draw forward what waits to be repeated", async () => {
    const resolver = recorder(503, 204)
    await start({ resolver: resolver.handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", 1)
        yield* untilCount(resolver.delivered, 1)
        yield* publish("interaction-opened", 2)
        yield* until(Effect.map(undelivered, (left) => left === 1))
        expect(resolver.delivered.map(({ attempt }) => attempt)).toEqual([1, 1])
      }),
    )
  })

  it("is repeated when the receiver asks for it, within the maximum", async () => {
    const resolver = recorder({ status: 503, retryAfter: 20 }, { status: 503, retryAfter: 9000 }, 204)
    await start({ resolver: resolver.handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", 1)
        yield* untilCount(resolver.delivered, 3, 500)
      }),
    )
    const [first = 0, second = 0] = gaps(resolver.delivered)
    expect(first).toBeGreaterThanOrEqual(20_000)
    expect(first).toBeLessThan(22_000)
    expect(second).toBeGreaterThanOrEqual(60_000)
    expect(second).toBeLessThan(62_000)
  })

  it("is interrupted at its deadline and repeated", async () => {
    const times: Array<number> = []
    let interrupted = 0
    const handler: HttpHandler = Effect.fnUntraced(function* () {
      times.push(yield* Clock.currentTimeMillis)
      if (times.length > 1) return { status: 204 }
      return yield* Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++))
    })
    await start({ resolver: handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", 1)
        yield* untilCount(times, 2, 500)
        yield* untilEmpty
      }),
    )
    expect(interrupted).toBe(1)
    expect(times[1]).toBeGreaterThanOrEqual(31_000)
  })

  it.each([
    ["dies", Effect.die(new Error("a bug"))],
    ["is interrupted by its own doing", Effect.interrupt],
  ])("is repeated when its handler %s", async (_title, failing) => {
    let calls = 0
    const handler: HttpHandler = () => Effect.suspend(() => (++calls === 1 ? failing : Effect.succeed({ status: 204 })))
    await start({ resolver: handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", 1)
        yield* until(
          Effect.sync(() => calls === 2),
          TestClock.adjust(200),
        )
        yield* untilEmpty
      }),
    )
  })
})

describe("a message that nobody can consume", () => {
  it("goes to the dead letters after the stated attempts", async () => {
    const [resolver, console] = [recorder(500), recorder(204)]
    await start({ resolver: resolver.handler, console: console.handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", "poison")
        yield* untilCount(console.delivered, 1, 1000)
        yield* untilEmpty
      }),
    )
    expect(resolver.delivered.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const [deadLetter] = console.delivered
    expect(deadLetter?.path).toBe("/push/interaction-opened-to-resolver-dead-letter-to-console")
    expect(deadLetter?.attempt).toBe(1)
    expect(deadLetter?.attributes).toMatchObject({
      origin: "test",
      reason: "AttemptsExhausted",
      CloudPubSubDeadLetterSourceSubscription: "interaction-opened-to-resolver",
      CloudPubSubDeadLetterSourceDeliveryCount: "10",
    })
  })

  it("goes there undelivered when the process died in each attempt", async () => {
    const path = join(directory, "deadly.db")
    const before = ManagedRuntime.make(store(path))
    await before.runPromise(
      Effect.gen(function* () {
        const queue = yield* SqliteQueue
        yield* publish("interaction-opened", "deadly")
        for (let death = 0; death < 10; death++) {
          yield* queue.lease("interaction-opened-to-resolver", 1)
          yield* queue.releaseAll
        }
      }),
    )
    await before.dispose()
    const [resolver, console] = [recorder(204), recorder(204)]
    await start({ resolver: resolver.handler, console: console.handler }, path).runPromise(
      untilCount(console.delivered, 1),
    )
    expect(resolver.delivered).toEqual([])
  })

  it("stays with an absent console until its retention ends", async () => {
    const console = recorder(503)
    await start({ console: console.handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened-to-resolver-dead-letter", 1)
        yield* untilCount(console.delivered, 50, 60_000)
        expect(yield* undelivered).toBe(1)
        yield* TestClock.adjust("31 days")
        yield* untilEmpty
      }),
    )
  })
})

describe("subscriptions", () => {
  it("have no more deliveries in flight than they may", async () => {
    const open = Deferred.makeUnsafe<void>()
    let [inFlight, most, total] = [0, 0, 0]
    const handler: HttpHandler = Effect.fnUntraced(function* () {
      most = Math.max(most, ++inFlight)
      total++
      yield* Deferred.await(open)
      inFlight--
      return { status: 204 }
    })
    await start({ resolver: handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", ...Array(20).keys())
        yield* until(Effect.sync(() => inFlight === 20))
        yield* publish("interaction-opened", ...Array(80).keys())
        yield* until(Effect.sync(() => inFlight >= 32))
        for (let turns = 0; turns < 20; turns++) yield* turn
        expect(total).toBe(32)
        yield* Deferred.succeed(open, undefined)
        yield* untilEmpty
      }),
    )
    expect([most, total]).toEqual([32, 100])
  })

  it("do not hold each other up", async () => {
    const writeback = recorder(204)
    await start({ "crm-sync": () => Effect.never, writeback: writeback.handler }).runPromise(
      Effect.gen(function* () {
        yield* publish("identity-resolved", ...Array(100).keys())
        yield* untilCount(writeback.delivered, 100)
      }),
    )
  })
})

describe("a process", () => {
  it("carries on with what another left when it was killed", async () => {
    const path = join(directory, "killed.db")
    const hanging: Array<unknown> = []
    // Never closed before the second one is done: its leases stay as a killed process leaves them.
    const killed = start(
      {
        resolver: () =>
          Effect.andThen(
            Effect.sync(() => hanging.push(1)),
            Effect.never,
          ),
      },
      path,
    )
    await killed.runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", ...Array(40).keys())
        yield* untilCount(hanging, 32)
      }),
    )
    const resolver = recorder(204)
    await start({ resolver: resolver.handler }, path).runPromise(untilEmpty)
    expect(resolver.delivered.map(({ attempt }) => attempt).sort()).toEqual([...Array(8).fill(1), ...Array(32).fill(2)])
  })

  it("finishes what is in flight when it closes, and takes nothing more", async () => {
    const path = join(directory, "closed.db")
    const open = Deferred.makeUnsafe<void>()
    let started = 0
    const handler: HttpHandler = Effect.fnUntraced(function* () {
      started++
      yield* Deferred.await(open)
      return { status: 204 }
    })
    const closing = start({ resolver: handler }, path)
    await closing.runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", ...Array(40).keys())
        yield* until(Effect.sync(() => started === 32))
      }),
    )
    running.delete(closing)
    const closed = closing.dispose()
    await Effect.runPromise(Effect.andThen(turn, Deferred.succeed(open, undefined)))
    await closed
    expect(started).toBe(32)
    expect(await left(path)).toBe(8)
  })

  it("closes without what hangs, and leaves it for the next", async () => {
    const path = join(directory, "hanging.db")
    const hanging: Array<unknown> = []
    const process = start(
      {
        resolver: () =>
          Effect.andThen(
            Effect.sync(() => hanging.push(1)),
            Effect.never,
          ),
      },
      path,
    )
    await process.runPromise(Effect.andThen(publish("interaction-opened", 1), untilCount(hanging, 1)))
    expect(await close(process)).toBeLessThanOrEqual(10_000)
    expect(await left(path)).toBe(1)
  })
})
