import { type HttpResponse, problem } from "@kith/core/http/Http"
import { Flow } from "@kith/core/telemetry/Flow"
import { logWarning } from "@kith/core/telemetry/Log"
import { Effect, Schedule, Stream } from "effect"
import type { Overview, StreamQuery } from "./api/Overview.ts"
import { eventOf } from "./EventOf.ts"

/** More than these look at one process. */
const mostViewers = 64

const every = { embedded: "1 second", "google-cloud": "5 seconds" } as const

/**
 * `GET /stream`: server-sent events, `overview` once a second embedded, and `event` whenever something becomes of one.
 * A viewer that is too slow misses events, never the present overview.
 */
export const makeStream = <E, R>(overview: Effect.Effect<Overview, E, R>) => {
  let viewers = 0
  return Effect.fn("FollowStream.followStream")(function* ({ only }: StreamQuery) {
    if (viewers >= mostViewers) return problem(503, "Too many viewers", "close another one first")
    const context = yield* Effect.context<R>()
    const { world, live } = yield* Flow
    const overviews = Stream.fromEffectSchedule(
      Effect.map(overview, (now) => sentEvent("overview", now)).pipe(
        // What cannot be had now may be had in a second; the line keeps the connection alive.
        Effect.catchCause((cause) => Effect.as(logWarning("no overview", {}, cause), ": no overview\n\n")),
      ),
      Schedule.spaced(every[world]),
    )
    const events = Stream.map(live, (followed) => sentEvent("event", eventOf(followed)))
    const silence = Stream.map(Stream.tick("15 seconds"), () => ":\n\n")
    const wanted =
      only === "event"
        ? Stream.merge(events, silence)
        : only === "overview"
          ? overviews
          : Stream.merge(overviews, events)
    // Whoever has gone before anything could be sent has never looked.
    const looking = Effect.acquireRelease(
      Effect.sync(() => {
        viewers += 1
      }),
      () =>
        Effect.sync(() => {
          viewers -= 1
        }),
    )
    const stream = Stream.provideContext(Stream.unwrap(Effect.as(looking, wanted)), context)
    return { status: 200, headers: { "content-type": "text/event-stream" }, stream } satisfies HttpResponse
  })
}

const sentEvent = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
