import { Flow } from "@kith/core/telemetry/Flow"
import { Effect, Fiber, Layer, Stream } from "effect"
import { expect, it } from "vitest"
import type { Overview } from "./api/Overview.ts"
import { makeStream } from "./FollowStream.ts"

const flow = Layer.mock(Flow, { world: "embedded", live: Stream.never })

it("has room for 64 viewers, and for the next one when one of them has gone", async () => {
  const follow = makeStream(Effect.succeed({} as Overview))
  const ask = follow({ only: "event" })
  const look = Effect.flatMap(ask, ({ stream = Stream.empty }) => Effect.forkChild(Stream.runDrain(stream)))
  const story = Effect.gen(function* () {
    // They were answered, and had gone before anything was sent.
    yield* Effect.forEach(Array.from({ length: 100 }), () => ask)
    const viewers = yield* Effect.forEach(Array.from({ length: 64 }), () => look)
    yield* Effect.sleep("10 millis")
    const refused = yield* ask
    yield* Fiber.interrupt(viewers[0] as (typeof viewers)[0])
    const accepted = yield* ask
    yield* Fiber.interruptAll(viewers)
    return [refused.status, accepted.status]
  })
  expect(await Effect.runPromise(Effect.provide(story, flow))).toEqual([503, 200])
})
