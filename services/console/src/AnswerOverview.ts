import { DeadLetters } from "@kith/core/documents/Collections"
import { Documents, type Snapshot } from "@kith/core/documents/Documents"
import { deadLetterSubscriptionName, subscriptionName, subscriptions, topics } from "@kith/core/pipeline"
import { readInForce } from "@kith/core/policy/ActivatePolicy"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { type Figures, Flow, stages } from "@kith/core/telemetry/Flow"
import { Clock, Effect } from "effect"
import { readLedger } from "./AnswerLedger.ts"
import type { Overview, Stage, SubscriptionState } from "./api/Overview.ts"
import { remembered } from "./Remembered.ts"

/** `GET /overview`: what cannot be told is null, never a guess; `missing` says why. */
export const makeOverview = () => {
  const deadLetters = remembered(waitingDeadLetters, { embedded: 2_000, "google-cloud": 60_000 })
  const figures = remembered(
    Effect.flatMap(Flow, (flow) => flow.figures),
    { embedded: 0, "google-cloud": 30_000 },
  )
  const read = Effect.fn("AnswerOverview.read")(function* () {
    const now = yield* Clock.currentTimeMillis
    const { world } = yield* Flow
    const [measured, kept, ledger] = yield* Effect.all([figures, deadLetters, readLedger()], { concurrency: 3 })
    const overview: Overview = {
      at: dated(now),
      world,
      measuredSecondsAgo: Math.max(0, Math.round((now - measured.at) / 1000)),
      ledger,
      topics: Object.entries(topics).map(([topic, { publishers }]) => ({
        topic,
        publishers: [...publishers],
        perSecond: measured.published[topic] ?? null,
      })),
      subscriptions: subscriptions.map((one) => subscriptionState(subscriptionName(one), one, measured, kept)),
      intervalSeconds: measured.intervalSeconds,
      stages: stages.map((stage) => stageOf(stage, measured)),
      systems: measured.systems.map(({ lastAppliedAt, ...system }) => ({
        ...system,
        lastAppliedAt: lastAppliedAt === null ? null : dated(lastAppliedAt),
      })),
      deadLetters: { waiting: kept.letters.length, more: kept.more, byReason: byReason(kept) },
      policy: { version: (yield* policyInForce()).version, status: (yield* isApplied) ? "applied" : "applying" },
      links: [...measured.links],
      missing: [...measured.missing],
    }
    return overview
  })
  // Any number of viewers costs as much as one.
  return remembered(read(), { embedded: 500, "google-cloud": 2_000 })
}

const isApplied = Effect.map(readInForce, (found) => found === undefined || found.body.recount.finishedAt !== undefined)

const dated = (at: number): string => new Date(at).toISOString()

const subscriptionState = (
  subscription: string,
  { topic, service }: (typeof subscriptions)[number],
  { acknowledged, queues }: Figures,
  { letters }: Waiting,
): SubscriptionState => {
  const queue = queues.find((one) => one.subscription === subscription)
  const dead = queues.find((one) => one.subscription === deadLetterSubscriptionName({ topic, service }))
  return {
    subscription,
    topic,
    service,
    perSecond: acknowledged[subscription] ?? null,
    backlog: queue?.undelivered ?? null,
    inFlight: queue?.inFlight ?? null,
    oldestSeconds: queue?.oldestUnackedAgeSeconds ?? null,
    deadLettersUnderWay: dead?.undelivered ?? null,
    deadLettersWaiting: letters.filter(({ origin }) => origin === subscription).length,
  }
}

const stageOf = (stage: Stage["stage"], { stages }: Figures): Stage => {
  const { points = [], ...all } = stages[stage] ?? { count: null, p50: null, p90: null, p99: null }
  return { stage, ...all, points: points.map(({ at, count, p50, p99 }) => ({ at: dated(at), count, p50, p99 })) }
}

interface Waiting {
  readonly letters: ReadonlyArray<{ readonly origin: string; readonly reason: string }>
  readonly more: boolean
}

const page = 500
const mostCounted = 1_000

const waitingDeadLetters = Effect.gen(function* () {
  const documents = yield* Documents
  const found: Array<Snapshot<{ readonly state: string; readonly reason: string; readonly origin: object }>> = []
  for (;;) {
    const after = found.at(-1)?.id
    const next = yield* documents.list(DeadLetters, { limit: page, ...(after !== undefined && { after }) })
    found.push(...next)
    if (next.length < page || found.length >= mostCounted) {
      const letters = found.flatMap(({ body: { state, reason, origin } }) =>
        state === "waiting"
          ? [{ reason, origin: "subscription" in origin ? String(origin.subscription) : "webhook" }]
          : [],
      )
      return { letters, more: next.length === page } satisfies Waiting
    }
  }
})

const mostReasons = 64

const byReason = ({ letters }: Waiting) => {
  const counts = new Map<string, number>()
  for (const { reason, origin } of letters) {
    const name = JSON.stringify([reason, origin])
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, x], [, y]) => y - x)
    .slice(0, mostReasons)
    .map(([name, count]) => {
      const [reason, origin] = JSON.parse(name) as [string, string]
      return { reason, origin, count }
    })
}
