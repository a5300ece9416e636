import { Effect } from "effect"
import { type Answer, ask } from "../api/Ask.ts"
import { plural } from "../show/Text.ts"
import { type Finding, look, unknown, unwell, well } from "./Finding.ts"

type Overview = Answer<"GET /overview">

/** Greetings are late, but the queue is moving. */
const lateSeconds = 60
/** Somebody is down, or the machine is too small. */
const stuckSeconds = 600

/** Queues, dead letters and the ledger, as the console sees them. */
export const checkFlow = Effect.map(ask("GET /overview"), (overview) => flowFindings(overview))

export const flowFindings = (overview: Overview): ReadonlyArray<Finding> => [
  ...queueFindings(overview),
  deadLetterFinding(overview),
  ledgerFinding(overview),
]

const queueFindings = ({ subscriptions, missing, links }: Overview): ReadonlyArray<Finding> => {
  const known = subscriptions.filter(({ backlog }) => backlog !== null)
  if (known.length === 0) {
    const elsewhere = links.map(({ says, url }) => `${says}: ${url}`).join(", ")
    return [unknown("queues", missing.join(" ") || "The console cannot tell.", elsewhere)]
  }
  const behind = known.filter(({ oldestSeconds }) => (oldestSeconds ?? 0) > lateSeconds)
  if (behind.length === 0) {
    const waiting = known.reduce((sum, { backlog }) => sum + (backlog ?? 0), 0)
    return [well("queues", `${plural(waiting, "message")} under way, none older than ${lateSeconds} s.`)]
  }
  return behind.map(({ subscription, service, backlog, oldestSeconds }) => {
    const age = Math.round(oldestSeconds ?? 0)
    const says = `${plural(backlog ?? 0, "message")} in ${subscription}, the oldest for ${age} s.`
    return age > stuckSeconds
      ? unwell("queues", says, `Look at the log of ${service}, and at what it calls (docs/runbook.md).`)
      : look("queues", says, `${service} is catching up, or waits for somebody: look again in a minute.`)
  })
}

const deadLetterFinding = ({ deadLetters: { waiting, more, byReason } }: Overview): Finding => {
  if (waiting === 0) return well("dead letters", "None waits.")
  const reasons = byReason.map(({ reason, origin, count }) => `${count} ${reason} from ${origin}`).join(", ")
  const first = byReason[0]?.reason
  return look(
    "dead letters",
    `${waiting}${more ? " and more" : ""} wait: ${reasons}.`,
    `kith dead-letters, and after the fix kith replay ${first === undefined ? "--all" : `--reason ${first}`} --dry-run.`,
  )
}

const ledgerFinding = ({ ledger: { accepted, pending, balanced, lagSeconds } }: Overview): Finding => {
  const lag = lagSeconds > 0 ? `, as of ${lagSeconds} s ago` : ""
  return balanced
    ? well("ledger", `${accepted} accepted, ${pending} pending: it balances${lag}.`)
    : unwell("ledger", `${accepted} accepted do not add up${lag}.`, "docs/runbook.md says how an event is looked for.")
}

/** Erasures that failed, or that the law's month runs out for. */
export const checkErasures = Effect.gen(function* () {
  const found: Array<Answer<"GET /erasures">["erasures"][number]> = []
  let after: string | undefined
  do {
    const page = yield* ask("GET /erasures", { query: { limit: 100, after } })
    found.push(...page.erasures.filter(({ status }) => status !== "done"))
    after = page.next
  } while (after !== undefined)
  return erasureFindings(found, Date.now())
})

/** Of the thirty days five are left: what has not ended by then is given up. */
const leftMillis = 5 * 24 * 3600 * 1000

export const erasureFindings = (open: Answer<"GET /erasures">["erasures"], now: number): ReadonlyArray<Finding> => {
  const late = open.filter(({ status, dueBy }) => status === "failed" || Date.parse(dueBy) - now < leftMillis)
  if (late.length === 0) return [well("erasures", `${open.length} running, none failed or late.`)]
  return late.map(({ erasureId, status, dueBy, systems }) => {
    const where = systems.filter((system) => system.status !== "done").map(({ name }) => name)
    const says = `${erasureId} ${status === "failed" ? "failed" : "is late"} in ${where.join(", ")}, due ${dueBy.slice(0, 10)}.`
    return unwell("erasures", says, "See to that system, then order the same erasure again.")
  })
}
