import { Clock, Effect } from "effect"
import { Documents } from "../documents/Documents.ts"
import { Keys } from "../identifier/Keyring.ts"
import { reasonsSince, withReasonsSince } from "../identity/Reasons.ts"
import { keptMillis } from "../settings/PrivacyPolicy.ts"
import { interactionWrite } from "./GraphWrites.ts"
import { nothingRead, readInto } from "./LoadEvidence.ts"
import { decidedIn, interactionsUntil } from "./MonthTags.ts"
import { untilUnmoved } from "./UntilUnmoved.ts"

const mostAtOnce = 2_000

/** Reasons that were given before this time (epoch milliseconds) are shown to nobody any more. */
export const reasonsKeptSince = Effect.gen(function* () {
  return (yield* Clock.currentTimeMillis) - (yield* keptMillis("outcomes"))
})

/** Takes the reasons out of outcomes that are older than the policy keeps them. How many interactions lost some. */
export const expireReasons = Effect.fn("ExpireReasons.expireReasons")(function* () {
  const since = yield* reasonsKeptSince
  const isDue = (interaction: Parameters<typeof reasonsSince>[0]) => (reasonsSince(interaction) ?? since) < since
  const due = yield* interactionsUntil(since, decidedIn, isDue, mostAtOnce)
  yield* Effect.forEach(due, (id) => untilUnmoved(without(id, since)), { concurrency: 4, discard: true })
  return due.length
})

const without = Effect.fnUntraced(function* (id: string, since: number) {
  const read = nothingRead()
  yield* readInto(read, { interactions: [id] })
  const interaction = read.interactions.get(id)?.body
  if (interaction?.state !== "known") return
  const write = interactionWrite(withReasonsSince(interaction, since), read, yield* Keys)
  yield* (yield* Documents).commit({ writes: [write] })
})
