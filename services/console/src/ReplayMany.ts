import { DeadLetters } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Effect } from "effect"
import { audit } from "./Audit.ts"
import type { Difference, ReplayManyAnswer, ReplayManyOrder } from "./api/DeadLetters.ts"
import { differenceOf } from "./DifferenceOf.ts"
import { replayDeadLetter } from "./ReplayDeadLetter.ts"

const page = 100

/**
 * `POST /dead-letters/replay`: those named, those of one reason, or all that wait, a page at a time, one after the other: a
 * later one may rest on an earlier one. What is still refused stays where it is.
 */
export const replayMany = Effect.fn("ReplayMany.replayMany")(function* (order: ReplayManyOrder) {
  const { dryRun } = order
  const { waiting, looked, next } = yield* wanted(order)
  if (!dryRun) yield* auditMany(order, waiting)
  const stillRefused: ReplayManyAnswer["stillRefused"] = []
  const differences: Array<Difference & { readonly id: string }> = []
  let replayed = 0
  for (const { id, body } of waiting) {
    if (dryRun) {
      differences.push({ id, ...(yield* differenceOf(body)) })
      continue
    }
    const answer = yield* replayDeadLetter(id, { dryRun: false, again: false })
    if (answer.status === 200) replayed += 1
    else stillRefused.push({ id, detail: detailOf(answer.body) })
  }
  const body: ReplayManyAnswer = {
    ...(dryRun && { dryRun: true as const, differences }),
    looked,
    replayed,
    stillRefused,
    ...(next !== undefined && { next }),
  }
  return { status: 200, body }
})

/** With the reason before them, so many ids fit into an entry of the audit log. */
const idsAnEntry = 10

/** Before anything is sent, so that nothing is without a record: why these, how many, and each by its id. */
const auditMany = Effect.fnUntraced(function* ({ ids, reason }: ReplayManyOrder, waiting: Waiting) {
  // A reason that nothing waits for may be anything that somebody typed.
  const why = ids !== undefined ? "named" : reason === undefined ? "all" : waiting.length === 0 ? "reason" : reason
  if (waiting.length === 0) return yield* audit("replayed", `${why}, 0`)
  for (let from = 0; from < waiting.length; from += idsAnEntry) {
    const some = waiting.slice(from, from + idsAnEntry).map(({ id }) => id)
    yield* audit("replayed", `${why}, ${from + 1}-${from + some.length} of ${waiting.length}: ${some.join(" ")}`)
  }
})

type Waiting = Effect.Success<ReturnType<typeof wanted>>["waiting"]

const wanted = Effect.fnUntraced(function* ({ ids, reason, after }: ReplayManyOrder) {
  const documents = yield* Documents
  const found =
    ids === undefined
      ? yield* documents.list(DeadLetters, { limit: page, ...(after !== undefined && { after }) })
      : (yield* documents.getMany(ids.map((id) => ref(DeadLetters, id)))).filter((one) => one !== undefined)
  const waiting = found.filter(({ body }) => body.state === "waiting" && (reason ?? body.reason) === body.reason)
  const next = ids === undefined && found.length === page ? found.at(-1)?.id : undefined
  return { waiting, looked: found.length, next }
})

const detailOf = (body: unknown): string => {
  const { detail, title } = Object(body) as { readonly detail?: string; readonly title?: string }
  return detail ?? title ?? "refused"
}
