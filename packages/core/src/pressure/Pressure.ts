import { Clock, Context, Effect, Layer } from "effect"
import { logWarning } from "../telemetry/Log.ts"
import { type Level, type Limits, makeLevel, type Signs } from "./Level.ts"

/** How hard this process is pressed; calm where nobody watches. */
export const Pressure = Context.Reference<{
  readonly level: () => Level
  /** At this very moment more wait for their answers than a busy process has. */
  readonly isCrowded: () => boolean
}>("@kith/core/Pressure", { defaultValue: () => ({ level: () => "calm", isCrowded: () => false }) })

/** The server counts in it what is in flight. */
export interface InFlight {
  count: number
}
export const makeInFlight = (): InFlight => ({ count: 0 })

export const isCrowdedBy = ({ count }: InFlight, { busy }: Limits): boolean => count >= busy.inFlight

/** One machine: its queue and its event loop tell before its requests do. */
export const embeddedLimits: Limits = {
  busy: { inFlight: 48, loopMillis: 25, waitingMillis: 100 },
  // Whoever is recognised five seconds late is greeted as a stranger.
  overloaded: { inFlight: 400, loopMillis: 500, waitingMillis: 5_000 },
}

/** An instance that Cloud Run hands 80 requests at once: the next ones wait for another to start. */
export const instanceLimits: Limits = {
  busy: { inFlight: 48, loopMillis: 25, waitingMillis: 0 },
  overloaded: { inFlight: 72, loopMillis: 250, waitingMillis: 0 },
}

const readingMillis = 250

/**
 * Reads the signs four times a second. `waiting`: milliseconds that the resolver's oldest message has been due; `tell` is
 * called with every new level.
 */
export const watchPressure = <R>(
  inFlight: InFlight,
  limits: Limits,
  waiting: Effect.Effect<number, never, R>,
  tell: (level: Level) => void = () => {},
): Layer.Layer<never, never, R> =>
  Layer.effect(
    Pressure,
    Effect.gen(function* () {
      const read = makeLevel(limits, yield* Clock.currentTimeMillis)
      let level: Level = "calm"

      const reading = Effect.fnUntraced(function* () {
        const began = yield* Clock.currentTimeMillis
        yield* Effect.sleep(readingMillis)
        const now = yield* Clock.currentTimeMillis
        const signs: Signs = {
          inFlight: inFlight.count,
          loopMillis: Math.max(0, now - began - readingMillis),
          waitingMillis: yield* waiting,
        }
        const before = level
        const standing = read(signs, now)
        level = standing.level
        if (level === before) return
        tell(level)
        if (level === "overloaded") yield* logWarning("overload began", { reason: standing.because })
        if (before === "overloaded") yield* logWarning("overload ended", { status: level })
      })

      yield* Effect.forkScoped(Effect.forever(reading()))
      return { level: () => level, isCrowded: () => isCrowdedBy(inFlight, limits) }
    }),
  )
