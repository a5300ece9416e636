import { setImmediate } from "node:timers/promises"
import { Clock, Duration, Effect, Fiber, Layer } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { TestClock } from "effect/testing"

/** When a storm begins, whatever the day. */
const beginning = Date.UTC(2026, 0, 5, 10)
const stepMillis = 50
/** Turns of the event loop in which whoever was woken can do what needs no time: a commit takes two or three. */
const turnsPerStep = 12

/** Time as the simulated vendors have it, who live outside of Effect. */
export interface VendorTime {
  readonly now: () => number
}

/** Calls over real sockets that take so long on the clock in force; counts those that are on their way. */
const pacedHttp = (latencyMillis: number) => {
  const onTheirWay = { count: 0 }
  const layer = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) =>
      HttpClient.transform(client, (call) =>
        Effect.andThen(
          Effect.sleep(latencyMillis),
          Effect.suspend(() => {
            onTheirWay.count += 1
            return Effect.ensuring(
              call,
              Effect.sync(() => {
                onTheirWay.count -= 1
              }),
            )
          }),
        ),
      ),
    ),
  ).pipe(Layer.provide(FetchHttpClient.layer))
  return { layer, onTheirWay }
}

/** Jittered delays would leave the time between two milliseconds, where no real clock ever stands. */
const inWholeMillis = (clock: Clock.Clock): Clock.Clock =>
  Object.assign(Object.create(clock) as Clock.Clock, {
    sleep: (duration: Duration.Duration) => clock.sleep(Duration.millis(Math.ceil(Duration.toMillis(duration)))),
  })

type Story<A, E> = (time: VendorTime) => Effect.Effect<A, E, HttpClient.HttpClient>

/** An hour in seconds: the clock goes on whenever nobody is busy. Sockets, stores and vendors are real. */
export const onVirtualTime = <A, E>(latencyMillis: number, story: Story<A, E>): Promise<A> => {
  const { layer, onTheirWay } = pacedHttp(latencyMillis)
  let now = beginning
  const program = Effect.gen(function* () {
    yield* TestClock.setTime(beginning)
    const clock = inWholeMillis(yield* Clock.Clock)
    const fiber = yield* Effect.forkChild(Effect.provideService(story({ now: () => now }), Clock.Clock, clock))
    while (fiber.pollUnsafe() === undefined) {
      for (let turn = 0; turn < turnsPerStep || onTheirWay.count > 0; turn++) {
        yield* Effect.promise(() => setImmediate())
      }
      yield* TestClock.adjust(stepMillis)
      now = yield* Clock.currentTimeMillis
    }
    return yield* Fiber.join(fiber)
  })
  return Effect.runPromise(program.pipe(Effect.provide([layer, TestClock.layer()])))
}

export const onRealTime = <A, E>(latencyMillis: number, story: Story<A, E>): Promise<A> =>
  Effect.runPromise(Effect.provide(story({ now: Date.now }), pacedHttp(latencyMillis).layer))
