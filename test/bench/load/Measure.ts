import { fork } from "node:child_process"
import { once } from "node:events"
import type { Plan, Sent } from "./Plan.ts"
import { pollMillis, program, type System, type SystemName, webhookToken } from "./System.ts"

/** Milliseconds from the moment at which an event was due to be sent. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface Row {
  readonly system: SystemName
  /** Events per second that were due. */
  readonly rate: number
  readonly events: number
  readonly accepted: number
  /** Of these, what had to be decided; the latencies but the first are theirs. */
  readonly decided: number
  /** 429: come later; 503: not stored. Others were never answered. */
  readonly later: number
  readonly unavailable: number
  readonly unanswered: number
  readonly acknowledged: Latency | undefined
  readonly resolved: Latency | undefined
  /** Milliseconds from the queue to the ledger; those that were too fast to be seen on their way count as one look. */
  readonly processed: Latency | undefined
  readonly writtenBack: Latency | undefined
  /** Events per second until the last was resolved. */
  readonly resolvedPerSecond: number
  /** Milliseconds of the processor for each event, write-back and CRM included as far as they came. */
  readonly cpuMillis: number
  /** Accepted, and in no ledger after everything was worked off. */
  readonly lost: number
  /** Milliseconds by which the generator itself was behind at most. */
  readonly generatorBehind: number
}

const latencyOf = (values: ReadonlyArray<number>): Latency | undefined => {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

const generate = async (plan: Plan): Promise<Sent> => {
  const child = fork(program("./generator.ts"))
  child.send(plan)
  const [sent] = (await once(child, "message")) as [Sent]
  return sent
}

const until = async (holds: () => boolean, seconds: number) => {
  const end = Date.now() + seconds * 1000
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** One rate on one system, and what became of every event of it. */
export const measure = async (
  name: SystemName,
  system: System,
  written: () => Promise<Readonly<Record<string, number>>>,
  plan: Pick<Plan, "rate" | "seconds" | "seed" | "mix" | "name">,
): Promise<Row> => {
  const cpuBefore = await system.cpuMillis()
  const sent = await system.watching(
    (async () => {
      const sent = await generate({ ...plan, url: system.url, token: webhookToken, connections: 512 })
      await until(() => system.waiting("interaction-%") === 0, 600)
      return sent
    })(),
  )
  const resolvedAt = await system.resolved()
  // The vendors' queues may take long: what is not written back yet is no part of the figure.
  await until(() => system.waiting("%-to-writeback") === 0, 30)
  const cpuMillis = (await system.cpuMillis()) - cpuBefore
  const writtenAt = name === "raw" ? {} : await written()
  const events = sent.dueAt.map((due, i) => ({
    due,
    opens: sent.opens[i] === true,
    status: sent.statuses[i] ?? 0,
    matters: sent.matters[i] === true,
    answered: (sent.answeredAt[i] ?? due) - due,
    resolved: resolvedAt(sent.eventIds[i] ?? ""),
    taken: system.taken(sent.eventIds[i] ?? ""),
    written: writtenAt[sent.conversations[i] ?? ""],
  }))
  const accepted = events.filter(({ status }) => status === 202)
  const resolved = accepted.filter((event) => event.resolved !== undefined)
  const decided = resolved.filter(({ matters }) => matters)
  const first = sent.dueAt[0] ?? 0
  const last = resolved.reduce((latest, event) => Math.max(latest, event.resolved ?? 0), first)
  const count = (status: number) => events.filter((event) => event.status === status).length
  return {
    system: name,
    rate: plan.rate,
    events: events.length,
    accepted: accepted.length,
    decided: decided.length,
    later: count(429),
    unavailable: count(503),
    unanswered: count(0),
    acknowledged: latencyOf(accepted.map(({ answered }) => answered)),
    resolved: latencyOf(decided.map((event) => (event.resolved ?? 0) - event.due)),
    processed:
      name === "kith"
        ? latencyOf(decided.map((event) => Math.max(pollMillis, (event.resolved ?? 0) - (event.taken ?? Infinity))))
        : undefined,
    writtenBack: latencyOf(
      accepted.flatMap(({ opens, due, written }) => (opens && written !== undefined ? [written - due] : [])),
    ),
    resolvedPerSecond: Math.round(resolved.length / Math.max(0.001, (last - first) / 1000)),
    cpuMillis: Math.round((100 * cpuMillis) / events.length) / 100,
    lost: accepted.length - resolved.length,
    generatorBehind: Math.round(sent.lateMillis),
  }
}
