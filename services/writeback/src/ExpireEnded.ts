import { type EffectRecord, Effects, Interactions } from "@kith/core/documents/Collections"
import { Documents, type Ref, ref, type Snapshot } from "@kith/core/documents/Documents"
import { effectRef, type Place } from "@kith/core/documents/EffectLedger"
import { type Keyring, Keys } from "@kith/core/identifier/Keyring"
import type { InteractionRecord } from "@kith/core/identity/Records"
import { keptMillis } from "@kith/core/settings/PrivacyPolicy"
import { say } from "@kith/core/telemetry/Harmless"
import { logInfo } from "@kith/core/telemetry/Log"
import { Clock, Effect } from "effect"
import { system } from "./GenesysClient.ts"

/** Much longer than an interaction stays open. */
const keptUntil = (at: number) => Effect.map(keptMillis("effects"), (kept) => at + kept)

const nothingYet: EffectRecord = { schema: 1, version: 0, digest: "", status: "none", at: 0 }

/** Tag of what waits for its turn because of a message about this person. */
const waitsFor = (customerId: string): string => `waits:${customerId}`

/**
 * For the next delivery, to which an interaction that has ended by then is no longer open. Best effort; what somebody is
 * writing to at this moment does not wait, and its writer would lose its lease.
 */
export const noteWaiting = Effect.fn("ExpireEnded.noteWaiting")(function* (
  place: Place,
  recorded: Snapshot<EffectRecord> | undefined,
  customerId: string,
) {
  if (recorded?.body.lease !== undefined) return
  const at = yield* Clock.currentTimeMillis
  const body = { ...(recorded?.body ?? nothingYet), at }
  const seen = recorded?.version ?? "absent"
  const tags = [waitsFor(customerId)]
  const put = { op: "put", ref: effectRef(place), body, seen, tags, expiresAt: yield* keptUntil(at) } as const
  yield* Effect.ignore((yield* Documents).commit({ writes: [put] }))
})

/** Closes what an earlier delivery left waiting and what has ended since. */
export const expireWaiting = Effect.fn("ExpireEnded.expireWaiting")(function* (customerId: string) {
  const waiting = yield* (yield* Documents).find(Effects, waitsFor(customerId), { limit: 100 })
  yield* expireEnded(waiting.map(({ id }) => ref(Effects, id)))
})

/**
 * Writes down which of these references came too late: what is written after the end, the vendor's analytics do not keep.
 * Nothing is written to those any more.
 */
export const expireEnded = Effect.fn("ExpireEnded.expireEnded")(
  function* (places: ReadonlyArray<Ref<EffectRecord>>) {
    if (places.length === 0) return
    const documents = yield* Documents
    const keyring = yield* Keys
    const found = yield* documents.getMany(places)
    const subjects = places.map(({ id }) => subjectOf(id))
    const interactions = yield* documents.getMany(subjects.map(({ interaction }) => ref(Interactions, interaction)))
    const at = yield* Clock.currentTimeMillis
    const late = places.flatMap((place, i) => {
      const known = found[i]
      const isOpen = known === undefined || (known.body.lease === undefined && known.body.status !== "expired")
      const isLate = isOpen && isOver(interactions[i]?.body, subjects[i]?.sighting, keyring)
      return isLate ? [{ place, known }] : []
    })
    if (late.length === 0) return
    const expiresAt = yield* keptUntil(at)
    const writes = late.map(({ place, known }) => {
      const body: EffectRecord = { ...(known?.body ?? nothingYet), digest: "", status: "expired", reason, at }
      return { op: "put", ref: place, body, seen: known?.version ?? "absent", expiresAt } as const
    })
    yield* documents.commit({ writes, counts: { "writeback.expired": late.length } })
    yield* logInfo("ended before its turn", { count: late.length })
  },
  Effect.catchTag("DocumentsHaveMoved", () => Effect.void),
)

const reason = say`the interaction ended before its turn`

/** `genesys:{interaction}` or, in a conference, `genesys:{interaction}:{digest of the sighting}`. */
const subjectOf = (id: string) => {
  const [interaction = "", sighting] = id.slice(system.length + 1).split(":")
  return { interaction, sighting }
}

const isOver = (
  interaction: InteractionRecord | undefined,
  sighting: string | undefined,
  keyring: Keyring,
): boolean => {
  if (interaction === undefined) return false
  if (interaction.state === "tombstone") return true
  const { interactionId, participants } = interaction
  const own = Object.entries(participants).filter(
    ([id, { role }]) =>
      role === "customer" &&
      (sighting === undefined || keyring.digest("sighting", `${interactionId}#${id}`) === sighting),
  )
  return own.length > 0 && own.every(([, { endedAt }]) => endedAt !== undefined)
}
