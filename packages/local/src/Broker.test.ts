import type { HttpHandler } from "@kith/core/http/Http"
import { Deferred, Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import {
  close,
  left,
  newFile,
  publish,
  recorder,
  running,
  start,
  turn,
  until,
  untilCount,
  untilEmpty,
} from "./fixtures/Process.ts"

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
        yield* publish("interaction-opened", ...Array(8).keys())
        yield* until(Effect.sync(() => inFlight === 8))
        yield* publish("interaction-opened", ...Array(92).keys())
        yield* until(Effect.sync(() => inFlight >= 12))
        for (let turns = 0; turns < 20; turns++) yield* turn
        expect(total).toBe(12)
        yield* Deferred.succeed(open, undefined)
        yield* untilEmpty
      }),
    )
    expect([most, total]).toEqual([12, 100])
  })

  it("make room while the process is busy", async () => {
    const seen = { resolver: 0, writeback: 0, "crm-sync": 0 }
    const hanging = (service: keyof typeof seen): HttpHandler =>
      Effect.fnUntraced(function* () {
        seen[service]++
        return yield* Effect.never
      })
    const handlers = { resolver: hanging("resolver"), writeback: hanging("writeback"), "crm-sync": hanging("crm-sync") }
    await start(handlers, ":memory:", "busy").runPromise(
      Effect.gen(function* () {
        yield* publish("identity-resolved", ...Array(150).keys())
        yield* publish("interaction-opened", ...Array(150).keys())
        yield* until(Effect.sync(() => seen.resolver === 4 && seen.writeback === 4 && seen["crm-sync"] === 50))
        for (let turns = 0; turns < 20; turns++) yield* turn
      }),
    )
    expect(seen).toEqual({ resolver: 4, writeback: 4, "crm-sync": 50 })
  })

  it("of what follows from decisions wait while more is due to be decided than can be, and have a turn all the same", async () => {
    const seen = { resolver: 0, writeback: 0, "crm-sync": 0 }
    const open = Deferred.makeUnsafe<void>()
    const counting =
      (service: keyof typeof seen): HttpHandler =>
      () =>
        Effect.sync(() => {
          seen[service]++
          return { status: 204 }
        })
    const resolver: HttpHandler = () =>
      Effect.andThen(
        Effect.sync(() => seen.resolver++),
        Effect.as(Deferred.await(open), { status: 204 }),
      )
    const handlers = { resolver, writeback: counting("writeback"), "crm-sync": counting("crm-sync") }
    await start(handlers, ":memory:", "busy").runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", ...Array(20).keys())
        yield* until(Effect.sync(() => seen.resolver === 4))
        yield* publish("identity-resolved", ...Array(150).keys())
        for (const done of [0, 1, 2]) {
          yield* until(Effect.sync(() => seen.writeback === 4 * done && seen["crm-sync"] === 50 * done))
          for (let turns = 0; turns < 20; turns++) yield* turn
          expect(seen).toEqual({ resolver: 4, writeback: 4 * done, "crm-sync": 50 * done })
          yield* TestClock.adjust("2 seconds")
        }
        yield* Deferred.succeed(open, undefined)
        yield* until(
          Effect.sync(() => seen.writeback === 150),
          TestClock.adjust("10 millis"),
        )
      }),
    )
    expect(seen.resolver).toBe(20)
  })

  it("make room at once for those who wait for an answer, and go on when they have it", async () => {
    let isCrowded = true
    const [resolver, open] = [recorder(204), Deferred.makeUnsafe<void>()]
    const handler: HttpHandler = (request) =>
      Effect.andThen(resolver.handler(request), Effect.as(Deferred.await(open), { status: 204 }))
    await start({ resolver: handler }, ":memory:", "calm", () => isCrowded).runPromise(
      Effect.gen(function* () {
        yield* publish("interaction-opened", ...Array(40).keys())
        yield* untilCount(resolver.delivered, 1)
        for (let turns = 0; turns < 20; turns++) yield* turn
        expect(resolver.delivered).toHaveLength(1)
        isCrowded = false
        yield* Deferred.succeed(open, undefined)
        yield* untilEmpty
      }),
    )
    expect(resolver.delivered).toHaveLength(40)
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
    const path = newFile()
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
        yield* untilCount(hanging, 12)
      }),
    )
    const resolver = recorder(204)
    await start({ resolver: resolver.handler }, path).runPromise(untilEmpty)
    expect(resolver.delivered.map(({ attempt }) => attempt).sort()).toEqual([
      ...Array(28).fill(1),
      ...Array(12).fill(2),
    ])
  })

  it("finishes what is in flight when it closes, and takes nothing more", async () => {
    const path = newFile()
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
        yield* until(Effect.sync(() => started === 12))
      }),
    )
    running.delete(closing)
    const closed = closing.dispose()
    await Effect.runPromise(Effect.andThen(turn, Deferred.succeed(open, undefined)))
    await closed
    expect(started).toBe(12)
    expect(await left(path)).toBe(28)
  })

  it("closes without what hangs, and leaves it for the next", async () => {
    const path = newFile()
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
