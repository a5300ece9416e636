import { Clock, Effect, Layer, PubSub, Stream } from "effect"
import { Backlog } from "../topics/Backlog.ts"
import { type Figures, Flow, FlowIsUnknown, type Followed, type StageName, stages } from "./Flow.ts"
import { intervalMillis, Latency, Rate } from "./Meter.ts"
import { type Note, Trail } from "./Trail.ts"

/** Events that are remembered; about half a kilobyte each. */
export const mostKept = 5_000
/** Changes that a slow listener may be behind. */
const mostBehind = 256

interface Kept {
  readonly sequence: number
  readonly event: Followed
}

/** The latest events, by id. */
export class RecentEvents {
  readonly #most: number
  #events = new Map<string, Kept>()
  #sequence = 0

  constructor(most = mostKept) {
    this.#most = most
  }

  add(eventId: string, receivedAt: number, note: Note, at: number): Followed {
    const known = this.#events.get(eventId)
    const notes = [...(known?.event.notes ?? []), { at, note }].slice(-16)
    const event = { eventId, receivedAt: known?.event.receivedAt ?? receivedAt, notes }
    this.#events.set(eventId, { sequence: known?.sequence ?? this.#sequence++, event })
    if (this.#events.size > this.#most) {
      const [oldest] = this.#events.keys()
      if (oldest !== undefined) this.#events.delete(oldest)
    }
    return event
  }

  get(eventId: string): Followed | undefined {
    return this.#events.get(eventId)?.event
  }

  /** Newest first, from before `after` where that is given. Of one that is forgotten nothing is older. */
  before(after: string | undefined): ReadonlyArray<Followed> {
    const from = after === undefined ? Number.POSITIVE_INFINITY : (this.#events.get(after)?.sequence ?? 0)
    return [...this.#events.values()]
      .filter(({ sequence }) => sequence < from)
      .map(({ event }) => event)
      .reverse()
  }
}

/** `Flow` of a process that does everything itself: it listens to its own notes. */
export const layer: Layer.Layer<Flow, never, Backlog> = Layer.unwrap(
  Effect.gen(function* () {
    const backlog = yield* Backlog
    const since = yield* Clock.currentTimeMillis
    const events = new RecentEvents()
    const changes = yield* PubSub.sliding<Followed>(mostBehind)
    const measured = new Measured(since)

    const flow = Flow.of({
      world: "embedded",
      figures: Effect.gen(function* () {
        const queues = yield* Effect.mapError(backlog.queues, ({ reason }) => new FlowIsUnknown({ reason }))
        return { ...measured.figures(yield* Clock.currentTimeMillis), queues }
      }),
      events: ({ limit, after, isWanted }) =>
        Effect.sync(() => {
          const found = events.before(after).filter(isWanted)
          const more = found.length > limit
          return { events: found.slice(0, limit), more, from: "memory" as const, mostKept, since }
        }),
      event: (eventId) => Effect.sync(() => events.get(eventId)),
      live: Stream.fromPubSub(changes),
    })
    const take = (note: Note, at: number) => {
      measured.take(note, at)
      const event = about(note, at)
      if (event === undefined) return Effect.void
      return PubSub.publish(changes, events.add(event.eventId, event.receivedAt, note, at))
    }
    return Layer.mergeAll(
      Layer.succeed(Flow, flow),
      Layer.succeed(Trail, (note: Note, at: number) => Effect.asVoid(take(note, at))),
    )
  }),
)

const about = (note: Note, at: number): { readonly eventId: string; readonly receivedAt: number } | undefined => {
  if (note.note === "received" || note.note === "decided") return note
  return note.note === "given-up" && note.eventId !== undefined ? { eventId: note.eventId, receivedAt: at } : undefined
}

interface Sending {
  readonly rate: Rate
  applied: number
  refused: number
  lastAppliedAt: number | null
}

class Measured {
  readonly #since: number
  readonly #published = new Map<string, Rate>()
  readonly #acknowledged = new Map<string, Rate>()
  readonly #latency = new Map<StageName, Latency>(stages.map((stage) => [stage, new Latency()]))
  readonly #systems = new Map<string, Sending>()

  constructor(since: number) {
    this.#since = since
  }

  take(note: Note, at: number): void {
    if (note.note === "published") this.#rate(this.#published, note.topic).add(note.count, at)
    if (note.note === "acknowledged") this.#rate(this.#acknowledged, note.subscription).add(1, at)
    if (note.note === "received" && note.disposition !== "rejected") this.#latency.get("ack")?.add(note.millis, at)
    if (note.note === "decided" && note.disposition === "applied") this.#latency.get("resolved")?.add(note.millis, at)
    if (note.note === "sent") this.#sent(note, at)
  }

  #sent({ system, outcome, millis }: Extract<Note, { note: "sent" }>, at: number): void {
    const fresh = () => ({ rate: new Rate(this.#since), applied: 0, refused: 0, lastAppliedAt: null })
    const known: Sending = this.#systems.get(system) ?? fresh()
    this.#systems.set(system, known)
    known.rate.add(1, at)
    if (outcome === "refused") known.refused += 1
    if (outcome !== "applied") return
    known.applied += 1
    known.lastAppliedAt = at
    if (millis !== undefined) this.#latency.get(system === "genesys" ? "written-back" : "synced")?.add(millis, at)
  }

  #rate(rates: Map<string, Rate>, name: string): Rate {
    const known = rates.get(name) ?? new Rate(this.#since)
    rates.set(name, known)
    return known
  }

  figures(at: number): Omit<Figures, "queues"> {
    const rates = (of: ReadonlyMap<string, Rate>) =>
      Object.fromEntries([...of].map(([name, rate]) => [name, rate.perSecond(at)]))
    return {
      at,
      intervalSeconds: intervalMillis / 1000,
      published: rates(this.#published),
      acknowledged: rates(this.#acknowledged),
      stages: Object.fromEntries([...this.#latency].map(([stage, latency]) => [stage, latency.figures(at)])),
      systems: [...this.#systems].map(([system, { rate, ...sending }]) => ({
        system,
        perSecond: rate.perSecond(at),
        ...sending,
      })),
      links: [],
      missing: [],
    }
  }
}
