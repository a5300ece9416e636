import type { HttpHandler, HttpRequest } from "@kith/core/http/Http"
import { readEnvelope } from "@kith/core/topics/PushEnvelope"
import { SqliteQueue } from "@kith/core/topics/SqliteQueue"
import { Clock, Effect, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import {
  gaps,
  newFile,
  publish,
  recorder,
  start,
  store,
  undelivered,
  until,
  untilCount,
  untilEmpty,
} from "./fixtures/Process.ts"

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
    expect(readEnvelope(request?.body ?? Buffer.of())).toEqual(request?.pushed)
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
    const path = newFile()
    const before = ManagedRuntime.make(store(path))
    await before.runPromise(
      Effect.gen(function* () {
        const queue = yield* SqliteQueue
        yield* publish("interaction-opened", "deadly")
        for (let death = 0; death < 10; death++) {
          yield* queue.lease("interaction-opened-to-resolver", () => 1)
          yield* queue.release(["interaction-opened-to-resolver"])
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
