import { Interactions } from "@kith/core/documents/Collections"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { Documents, ref } from "@kith/core/documents/Documents"
import { freshId } from "@kith/core/identifier/FreshId"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { identify } from "@kith/core/identifier/Identify"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { InteractionRecord } from "@kith/core/identity/Records"
import { type AnalyticsConversation, eventsOf } from "@kith/core/interaction/AnalyticsConversation"
import type { InteractionEvent } from "@kith/core/interaction/InteractionEvent"
import { mayBeForgotten, redact } from "@kith/core/redaction/Redact"
import { logWarning } from "@kith/core/telemetry/Log"
import { Topics } from "@kith/core/topics/Topics"
import { Clock, Effect } from "effect"
import { Conversations, pageSize } from "./Conversations.ts"

/** Younger ones may still be on their way to the webhook. */
const settleMillis = 5 * 60_000
/** With 300 calls a minute for everything, a run takes a sixth of one minute's at most. */
const mostPages = 50

export interface GapsFound {
  /** Conversations that the org told of. */
  readonly seen: number
  /** Events that were missing here, and are on their way now. */
  readonly told: number
  /** More conversations than one run asks for: the oldest were left out. */
  readonly cutShort: boolean
}

/**
 * Asks Genesys for the conversations of the last hours and takes in what the webhook was never told: conversations that
 * nobody here knows, and ends of those that were thought to go on. On the way that every event goes: asked for on the
 * delete list, redacted, published, counted.
 */
export const findGaps = Effect.fn("FindGaps.findGaps")(function* (hours: number) {
  const { page } = yield* Conversations
  const to = (yield* Clock.currentTimeMillis) - settleMillis
  const interval = { from: to - hours * 3_600_000, to }
  let found: GapsFound = { seen: 0, told: 0, cutShort: false }
  for (let number = 1; number <= mostPages; number++) {
    const all = yield* page(interval, number)
    const told = yield* takeIn(all.filter((one) => one !== null))
    found = { seen: found.seen + all.length, told: found.told + told, cutShort: all.length === pageSize }
    if (!found.cutShort) break
  }
  if (found.told > 0) yield* logWarning("events had never arrived", { count: found.told })
  if (found.cutShort) yield* logWarning("more conversations than one run asks for", { count: found.seen })
  return found
})

const takeIn = Effect.fnUntraced(function* (conversations: ReadonlyArray<AnalyticsConversation>) {
  if (conversations.length === 0) return 0
  const keyring = yield* Keys
  const receivedAt = yield* Clock.currentTimeMillis
  const refs = conversations.map(({ conversationId }) =>
    ref(Interactions, interactionDocumentId(keyring, conversationId)),
  )
  const known = yield* (yield* Documents).getMany(refs)
  const missing = conversations.flatMap((conversation, i) =>
    eventsOf(conversation, { receivedAt, digest: keyring.digest }).filter((event) => isMissing(event, known[i]?.body)),
  )
  for (const event of missing) yield* publish(event, receivedAt)
  return missing.length
})

const isMissing = ({ kind, participant }: InteractionEvent, known: InteractionRecord | undefined): boolean => {
  if (known === undefined) return true
  if (known.state === "tombstone" || kind !== "ended") return false
  const part = known.participants[participant?.id ?? ""]
  return part !== undefined && part.endedAt === undefined
}

/** One at a time: a run finds few, and each has a delete list of its own to be asked. */
const publish = Effect.fnUntraced(function* (event: InteractionEvent, receivedAt: number) {
  const policy = yield* CurrentIdentifierPolicy
  const keyring = yield* Keys
  const identified = identify(event, policy)
  const forgotten = yield* askDeleteList(mayBeForgotten(event, identified, policy))
  const data = redact({ event, identified, forgotten, acceptId: yield* freshId, receivedAt, keyring, policy })
  const topic = event.kind === "opened" ? "interaction-opened" : "interaction-updated"
  yield* (yield* Topics).publish(topic, [{ data }], { accepted: 1, "writeback.gaps": 1 })
})
