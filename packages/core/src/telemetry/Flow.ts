import { Context, type Effect, type Stream } from "effect"
import type { QueueBacklog } from "../topics/Backlog.ts"
import { type Harmless, say } from "./Harmless.ts"
import { HarmlessError } from "./HarmlessError.ts"
import type { Note } from "./Trail.ts"

/** The measurements could not be had. */
export class FlowIsUnknown extends HarmlessError("FlowIsUnknown")<{ readonly reason: Harmless }> {
  override get message() {
    return say`the flow is unknown: ${this.reason}`
  }
}

/** From the webhook to its answer; from there to the commit, to Genesys' answer, and to a CRM's. */
export const stages = ["ack", "resolved", "written-back", "synced"] as const
export type StageName = (typeof stages)[number]

/** Milliseconds; null where nothing was measured. */
export interface Percentiles {
  readonly count: number
  readonly p50: number | null
  readonly p90: number | null
  readonly p99: number | null
}

export interface StageFigures extends Percentiles {
  readonly points: ReadonlyArray<Percentiles & { readonly at: number }>
}

export interface Link {
  readonly says: string
  readonly url: string
}

/** What is known of the flow at present; what is not known is not there. */
export interface Figures {
  /** Epoch milliseconds of the measurement. */
  readonly at: number
  readonly intervalSeconds: number
  /** By topic, and by subscription: messages a second. */
  readonly published: Readonly<Record<string, number>>
  readonly acknowledged: Readonly<Record<string, number>>
  readonly queues: ReadonlyArray<QueueBacklog>
  readonly stages: Readonly<Partial<Record<StageName, StageFigures>>>
  readonly systems: ReadonlyArray<{
    readonly system: string
    readonly perSecond: number
    readonly applied: number
    readonly refused: number
    readonly lastAppliedAt: number | null
  }>
  /** Where the rest can be seen, and what it is. */
  readonly links: ReadonlyArray<Link>
  readonly missing: ReadonlyArray<string>
}

/** An event as the notes tell it, the earliest note first. */
export interface Followed {
  readonly eventId: string
  readonly receivedAt: number
  readonly notes: ReadonlyArray<{ readonly at: number; readonly note: Note }>
}

export interface EventsWanted {
  readonly limit: number
  /** Older than this one. */
  readonly after?: string | undefined
  readonly isWanted: (event: Followed) => boolean
}

export interface EventsFound {
  /** Newest first. */
  readonly events: ReadonlyArray<Followed>
  readonly more: boolean
  readonly from: "memory" | "logs"
  readonly mostKept?: number
  readonly since?: number
  /** Where they are, if they are not here. */
  readonly links?: ReadonlyArray<Link>
}

/** What flows through Kith, and how fast. Embedded it is measured in the process, on Google Cloud asked of its operations suite. */
export class Flow extends Context.Service<
  Flow,
  {
    readonly world: "embedded" | "google-cloud"
    readonly figures: Effect.Effect<Figures, FlowIsUnknown>
    readonly events: (wanted: EventsWanted) => Effect.Effect<EventsFound, FlowIsUnknown>
    readonly event: (eventId: string) => Effect.Effect<Followed | undefined, FlowIsUnknown>
    /** Each event anew whenever something becomes of it. A slow listener misses some. */
    readonly live: Stream.Stream<Followed>
  }
>()("@kith/core/Flow") {}
