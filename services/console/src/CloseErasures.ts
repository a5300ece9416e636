import { type ErasureRecord, Erasures, ErasureValues, Interactions } from "@kith/core/documents/Collections"
import { interactionTag } from "@kith/core/documents/DeadLetterTags"
import { Documents, ref } from "@kith/core/documents/Documents"
import { erasureWrite } from "@kith/core/documents/ErasureProgress"
import { Scrub } from "@kith/core/documents/Scrub"
import type { InteractionRecord } from "@kith/core/identity/Records"
import { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { dayMillis, keptMillis } from "@kith/core/settings/PrivacyPolicy"
import { say, shaped } from "@kith/core/telemetry/Harmless"
import { logError } from "@kith/core/telemetry/Log"
import { Clock, Effect } from "effect"
import { forgetDeadLetters } from "./DeadLetters.ts"
import { fromTheRead } from "./FindPerson.ts"

const page = 200

const isSettled = ({ systems }: ErasureRecord): boolean => systems.every(({ status }) => status === "done")

/**
 * The end of an erasure that every system is done with: what was dead-lettered meanwhile is swept once more, the sealed
 * values go, and the store's log is emptied. Whether it is closed now.
 */
export const closeErasure = Effect.fn("CloseErasures.closeErasure")(function* (erasureId: string) {
  const documents = yield* Documents
  const [erasure] = yield* documents.getMany([ref(Erasures, erasureId)])
  if (erasure === undefined || !isSettled(erasure.body)) return false
  if (erasure.body.closedAt !== undefined) return true
  yield* forgetDeadLetters([...erasure.body.keys, ...(erasure.body.forms ?? [])])
  yield* forgetInteractions(erasure.body.interactionIds)
  yield* close({ ...erasure.body, closedAt: yield* Clock.currentTimeMillis }, erasure.version)
  return true
}, fromTheRead)

const patienceMillis = 25 * dayMillis

/**
 * Loudly, days before the month is over that the law leaves: somebody has to finish by hand what a system would not do,
 * or to order it once more. Nothing but the record stays.
 */
export const giveUp = Effect.fn("CloseErasures.giveUp")(function* (erasureId: string) {
  const documents = yield* Documents
  const [erasure] = yield* documents.getMany([ref(Erasures, erasureId)])
  const at = yield* Clock.currentTimeMillis
  if (erasure === undefined || erasure.body.closedAt !== undefined) return false
  if (at < (erasure.body.reopenedAt ?? erasure.body.at) + patienceMillis) return false
  const systems = erasure.body.systems.map((system) => {
    return system.status === "done" ? system : { ...system, status: "failed" as const, at, reason: say`given up` }
  })
  for (const { name, status } of systems)
    if (status === "failed") yield* logError("erasure given up", { erasureId: shaped("uuid", erasureId), system: name })
  yield* close({ ...erasure.body, systems, closedAt: at }, erasure.version)
  return true
}, fromTheRead)

const close = Effect.fnUntraced(function* (body: ErasureRecord, seen: Parameters<typeof erasureWrite>[1]) {
  const wipe = { op: "delete", ref: ref(ErasureValues, body.erasureId) } as const
  const status = isSettled(body) ? "done" : "failed"
  const expiresAt = (body.closedAt ?? 0) + (yield* keptMillis("erasures"))
  yield* (yield* Documents).commit({
    writes: [erasureWrite(body, seen, expiresAt), wipe],
    counts: { [`erasures.${status}`]: 1 },
  })
  yield* yield* Scrub
})

/** Dead letters that name none of the person's identifiers, but belong to the person by their interaction. */
const forgetInteractions = Effect.fnUntraced(function* (interactionIds: ReadonlyArray<string>) {
  const documents = yield* Documents
  for (let i = 0; i < interactionIds.length; i += page) {
    const ids = interactionIds.slice(i, i + page)
    const found = yield* documents.getMany(ids.map((id) => ref(Interactions, id)))
    const gone = ids.filter((_, at) => found[at]?.body.state === "tombstone")
    yield* forgetDeadLetters(gone.map(interactionTag))
    for (const { id, body } of found.filter((snapshot) => snapshot !== undefined)) {
      const theirs = forgottenIn(body)
      if (theirs.size === 0) continue
      yield* forgetDeadLetters([interactionTag(id)], ({ data }) => {
        const event = InteractionObserved.safeParse(data).data
        return event?.participantId !== undefined && theirs.has(event.participantId)
      })
    }
  }
})

const forgottenIn = (interaction: InteractionRecord): ReadonlySet<string> => {
  if (interaction.state !== "known") return new Set()
  return new Set(Object.entries(interaction.participants).flatMap(([id, p]) => (p.forgotten === true ? [id] : [])))
}
