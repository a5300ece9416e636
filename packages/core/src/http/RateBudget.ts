import { Clock, Context, Deferred, Effect, Exit } from "effect"
import { type Harmless, say } from "../telemetry/Harmless.ts"
import { makeRateWindow, type Ticket } from "./RateWindow.ts"
import { byTurn, lastTurn, makeSentAway, type Turn } from "./Turn.ts"
import { TurnIsLater, type VendorAnswer, VendorIsUnavailable } from "./Vendor.ts"

/** Keeps one process within the rate that Genesys states on every answer, and has what is urgent go first. */
export interface RateBudget {
  /** Makes the call when the rate allows it: with the room that its turn holds, or when nobody waits who goes before it. */
  readonly within: <E, R>(
    call: Effect.Effect<VendorAnswer, E, R>,
  ) => Effect.Effect<VendorAnswer, E | VendorIsUnavailable, R>
  /**
   * Holds room for one call while `work` finds out whether it still has to be made; what it does not use is given back. A
   * wait of more than 15 seconds is a redelivery's instead, as is that of whoever comes after sixteen more urgent ones.
   */
  readonly inTurn: <A, E, R>(turn: Turn, work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | TurnIsLater, R>
}

/** With the call's own time within a push's ack deadline of 60 seconds. */
const longestWaitMillis = 15_000
/** Half of the deliveries that come at once: the other half finds out whether it is more urgent. */
const mostWaiting = 16

interface Waiter {
  readonly turn: Turn
  readonly granted: Deferred.Deferred<Ticket, TurnIsLater>
}

/** The room that a turn holds until its first call takes it. */
interface Held {
  readonly turn: Turn
  ticket: Ticket | undefined
}

type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** `allowedUntilTold`: calls per minute before the first answer says how many there may be. */
export const makeRateBudget = (system: Harmless, allowedUntilTold = 300): RateBudget => {
  const window = makeRateWindow(allowedUntilTold)
  const sentAway = makeSentAway()
  const HeldTurn = Context.Reference<Held>(`@kith/core/RateBudget/${system}`, {
    defaultValue: () => ({ turn: lastTurn, ticket: undefined }),
  })
  /** The most urgent first. */
  let waiting: ReadonlyArray<Waiter> = []
  let changed = Deferred.makeUnsafe<void>()

  const later = (turn: Turn, now: number, freeAt: number) =>
    new TurnIsLater({ system, retryAfterMillis: sentAway.waitOf(turn, now, freeAt, window.allowed()) })

  /** Room to as many of those who wait as there is room for. Answers when there may be more. */
  const grant = (now: number): number => {
    while (true) {
      const [first] = waiting
      if (first === undefined) return now
      const reserved = window.reserve(now)
      if ("freeAt" in reserved) return reserved.freeAt
      waiting = waiting.slice(1)
      Deferred.doneUnsafe(first.granted, Effect.succeed(reserved.ticket))
    }
  }

  const settled = (now: number) => {
    grant(now)
    const before = changed
    changed = Deferred.makeUnsafe()
    Deferred.doneUnsafe(before, Effect.void)
  }

  const leave = (waiter: Waiter) => {
    waiting = waiting.filter((one) => one !== waiter)
  }

  const enter = (waiter: Waiter, now: number, freeAt: number) => {
    waiting = [...waiting, waiter].sort((x, y) => byTurn(x.turn, y.turn))
    const last = waiting[mostWaiting]
    if (last === undefined) return
    leave(last)
    Deferred.doneUnsafe(last.granted, Effect.fail(later(last.turn, now, freeAt)))
  }

  const awaitTurn = Effect.fnUntraced(function* (waiter: Waiter, patientUntil: number) {
    while (true) {
      const now = yield* Clock.currentTimeMillis
      const freeAt = grant(now)
      if (Deferred.isDoneUnsafe(waiter.granted)) return yield* Deferred.await(waiter.granted)
      if (now >= patientUntil || freeAt > patientUntil) {
        leave(waiter)
        return yield* later(waiter.turn, now, freeAt)
      }
      const wait = Effect.sleep((freeAt > now ? freeAt : patientUntil) - now)
      yield* Effect.raceAllFirst([wait, Deferred.await(changed), Effect.exit(Deferred.await(waiter.granted))])
    }
  })

  const giveUp = (waiter: Waiter) =>
    Effect.suspend(() => {
      leave(waiter)
      // Granted in the same moment: nobody else would ever give it back.
      return Deferred.isDoneUnsafe(waiter.granted)
        ? Effect.flatMap(Effect.exit(Deferred.await(waiter.granted)), (exit) =>
            Exit.isSuccess(exit) ? giveBack(exit.value) : Effect.void,
          )
        : Effect.void
    })

  const giveBack = (ticket: Ticket) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      window.giveBack(ticket)
      settled(now)
    })

  const take = Effect.fnUntraced(function* (turn: Turn, restore: Restore) {
    const now = yield* Clock.currentTimeMillis
    grant(now)
    // Who still waits could not be served, and then nobody can.
    const reserved = window.reserve(now)
    if ("ticket" in reserved) return reserved.ticket
    if (reserved.freeAt > now + longestWaitMillis) return yield* later(turn, now, reserved.freeAt)
    const waiter: Waiter = { turn, granted: Deferred.makeUnsafe() }
    enter(waiter, now, reserved.freeAt)
    return yield* restore(awaitTurn(waiter, now + longestWaitMillis)).pipe(Effect.onInterrupt(() => giveUp(waiter)))
  })

  const takeOf = (held: Held, restore: Restore) => {
    const { ticket } = held
    held.ticket = undefined
    if (ticket !== undefined) return Effect.succeed(ticket)
    return Effect.catchTag(take(held.turn, restore), "TurnIsLater", ({ retryAfterMillis }) =>
      Effect.fail(new VendorIsUnavailable({ system, reason: say`the rate limit is used up`, retryAfterMillis })),
    )
  }

  return {
    // Only waiting and calling can be interrupted: a reservation that was never settled would block every later window.
    within: (call) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(
          Effect.flatMap(HeldTurn, (held) => takeOf(held, restore)),
          (ticket) =>
            Effect.onExit(restore(call), (exit) =>
              Effect.map(Clock.currentTimeMillis, (now) => {
                window.settle(ticket, Exit.isSuccess(exit) ? exit.value : undefined, now)
                settled(now)
              }),
            ),
        ),
      ),
    inTurn: (turn, work) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(take(turn, restore), (ticket) => {
          sentAway.isBack(turn)
          const held: Held = { turn, ticket }
          const unused = Effect.suspend(() => (held.ticket === undefined ? Effect.void : giveBack(held.ticket)))
          return Effect.ensuring(restore(Effect.provideService(work, HeldTurn, held)), unused)
        }),
      ),
  }
}
