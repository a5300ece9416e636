import { Documents } from "@kith/core/documents/Documents"
import { type Disposition, dispositions } from "@kith/core/message/Disposition"
import { logError, logInfo } from "@kith/core/telemetry/Log"
import { Backlog } from "@kith/core/topics/Backlog"
import { Effect, Option } from "effect"

/** Every process on Google Cloud adds its counts up for up to five seconds before it stores them. */
const lagOnGoogleCloud = 5

/**
 * What became of every accepted event. Embedded `pending` is counted in the queue, so `balanced` proves
 * that none is lost or counted twice; on Google Cloud it is what has not ended, and must only not fall below zero.
 */
export const readLedger = Effect.fn("AnswerLedger.readLedger")(function* () {
  const backlog = yield* Effect.serviceOption(Backlog)
  const { counts, pending: waiting } = Option.isSome(backlog)
    ? yield* backlog.value.tally(["interaction-opened", "interaction-updated"])
    : { counts: yield* (yield* Documents).counts, pending: undefined }
  const count = (name: string) => counts[name] ?? 0
  const accepted = count("accepted")
  const ended = Object.fromEntries(dispositions.map((disposition) => [disposition, count(disposition)])) as Record<
    Disposition,
    number
  >
  const left = accepted - dispositions.reduce((sum, disposition) => sum + count(disposition), 0)
  return {
    accepted,
    ...ended,
    pending: waiting ?? Math.max(0, left),
    rejected: {
      invalid: count("rejected.invalid"),
      unauthenticated: count("rejected.unauthenticated"),
      tooLarge: count("rejected.tooLarge"),
      shed: count("rejected.shed"),
    },
    balanced: waiting === undefined ? left >= 0 : left === waiting,
    lagSeconds: waiting === undefined ? lagOnGoogleCloud : 0,
  }
})

/** `GET /ledger` */
export const answerLedger = () => Effect.map(readLedger(), (body) => ({ status: 200, body }))

/** Writes the ledger to the log, from where the monitoring reads it; a `POST /tasks/…` of every minute. */
export const reportLedger = Effect.fn("AnswerLedger.reportLedger")(function* () {
  const { rejected: _, lagSeconds: __, ...ledger } = yield* readLedger()
  yield* ledger.balanced ? logInfo("ledger", ledger) : logError("ledger", ledger)
  return { status: 200, body: { balanced: ledger.balanced } }
})
