import { Clock, Context, Effect } from "effect"
import type { IrrelevantReason } from "../interaction/Decoded.ts"
import type { Dialect, EventKind } from "../interaction/InteractionEvent.ts"
import type { Disposition } from "../message/Disposition.ts"
import type { Harmless } from "./Harmless.ts"

/** What happened to an event, or on its way. Ids and facts, no value: notes are shown and, on Google Cloud, logged. */
export type Note = Received | Decided | Sent | GivenUp | Published | Acknowledged

/** The webhook answered. `interaction`: the id of its document. */
export interface Received {
  readonly note: "received"
  readonly eventId: string
  readonly receivedAt: number
  readonly disposition: "accepted" | "irrelevant" | "suppressed" | "rejected"
  readonly reason?: IrrelevantReason | "InvalidEvent" | "UnreadableBody" | undefined
  readonly dialect?: Dialect | undefined
  readonly kind?: EventKind | undefined
  readonly channel?: string | undefined
  readonly interaction?: string | undefined
  readonly deadLetterId?: string | undefined
  /** Until the answer. */
  readonly millis: number
}

/** The resolver committed what became of it. */
export interface Decided {
  readonly note: "decided"
  readonly eventId: string
  readonly receivedAt: number
  readonly disposition: Disposition
  readonly interaction: string
  readonly customerId?: string | undefined
  readonly resolutionTier?: 1 | 2 | 3 | undefined
  readonly confidence?: number | undefined
  readonly made?: "person" | "merge" | "split" | undefined
  readonly mergedId?: string | undefined
  /** Since the event came in. */
  readonly millis: number
}

/** Another system has a change. */
export interface Sent {
  readonly note: "sent"
  readonly system: Harmless
  /** A customer id, or the id of an interaction's document. */
  readonly subject: string
  readonly outcome: "applied" | "expired" | "refused" | "forgotten"
  /** Since the event came in that led to it. */
  readonly millis?: number | undefined
}

/** It is a dead letter now. */
export interface GivenUp {
  readonly note: "given-up"
  readonly eventId?: string | undefined
  readonly subscription: string
  readonly reason: string
  readonly deadLetterId: string
}

export interface Published {
  readonly note: "published"
  readonly topic: string
  readonly count: number
}

export interface Acknowledged {
  readonly note: "acknowledged"
  readonly subscription: string
}

export type NoteTaker = (note: Note, at: number) => Effect.Effect<void>

/** Whoever keeps the notes of this process; nobody by default. */
export const Trail = Context.Reference<NoteTaker>("@kith/core/Trail", { defaultValue: () => () => Effect.void })

export const leave = (note: Note): Effect.Effect<void> =>
  Effect.flatMap(Trail, (take) => Effect.flatMap(Clock.currentTimeMillis, (at) => take(note, at)))
