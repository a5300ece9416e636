import { askDeleteList } from "@kith/core/documents/DeleteList"
import { freshId } from "@kith/core/identifier/FreshId"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import type { Identified } from "@kith/core/identifier/Identify"
import { Keys } from "@kith/core/identifier/Keyring"
import type { InteractionEvent } from "@kith/core/interaction/InteractionEvent"
import { mayBeForgotten, redact } from "@kith/core/redaction/Redact"
import { Topics } from "@kith/core/topics/Topics"
import { Clock, Effect } from "effect"
import type { CrmRecord } from "./CrmRecord.ts"

interface Telling {
  readonly event: InteractionEvent
  readonly identified: Identified
}

/** Over as soon as it is seen, so that nothing stays open; nobody talked to us, so it is nobody's last interaction. */
const eventOf = (interactionId: string, { changedAt }: CrmRecord): InteractionEvent => ({
  eventKey: `${interactionId}:${changedAt}`,
  dialect: "crm-import",
  kind: "ended",
  interactionId,
  at: changedAt,
  evidenceOnly: true,
  addresses: [],
  attributes: [],
  signals: [],
  externalContactIds: [],
  linkedTo: [],
})

const saying = (identifiers: Identified["identifiers"], traits: Identified["traits"] = []): Identified => ({
  identifiers: identifiers.slice(0, 32),
  traits: traits.slice(0, 32),
  signals: [],
  links: [],
  echo: false,
})

/** The interaction that a record is told as. */
export const recordInteractionId = (system: string, recordId: string): string => `${system}:${recordId}`

/** The sighting that stands for a CRM's record. */
const recordIn = (record: CrmRecord): Telling => ({
  event: eventOf(recordInteractionId(record.system, record.recordId), record),
  identified: saying(record.identifiers, record.traits),
})

const ownIn = ({ system, identifiers }: CrmRecord) => identifiers.find(({ kind }) => kind === `crm.${system}`)

/** The interaction that a merge is told as; nothing for a record that no merge is told of. */
export const mergeInteractionId = (record: CrmRecord): string | undefined =>
  ownIn(record) && record.mergedInto && `${record.system}:${record.recordId}:${record.mergedInto}`

/** The sighting that stands for a merge: it says nothing but which id is a former one of which. */
const mergeIn = (record: CrmRecord): ReadonlyArray<Telling> => {
  const { mergedInto } = record
  const id = mergeInteractionId(record)
  const own = ownIn(record)
  if (mergedInto === undefined || id === undefined || own === undefined) return []
  const [master, loser] = [
    { ...own, value: mergedInto },
    { ...own, former: true as const },
  ]
  return [{ event: eventOf(id, record), identified: saying([master, loser]) }]
}

/**
 * Tells the graph what records of a CRM say, on the way that every sighting goes: asked for on the delete list, redacted,
 * published, counted. A record that has not changed since it was last told is a duplicate there.
 */
export const tellOfRecords = Effect.fn("TellOfRecord.tellOfRecords")((records: ReadonlyArray<CrmRecord>) =>
  Effect.forEach(
    Array.from({ length: Math.ceil(records.length / together) }, (_, i) =>
      records.slice(i * together, (i + 1) * together),
    ),
    tell,
    { discard: true },
  ),
)

/** Asked about in one round trip, and published in one. */
const together = 100

const tell = Effect.fnUntraced(function* (records: ReadonlyArray<CrmRecord>) {
  const policy = yield* CurrentIdentifierPolicy
  const keyring = yield* Keys
  const receivedAt = yield* Clock.currentTimeMillis
  const told = records.flatMap((record) => [recordIn(record), ...mergeIn(record)])
  const asked = told.map(({ event, identified }) => mayBeForgotten(event, identified, policy))
  const forgotten = yield* askDeleteList({
    identifiers: asked.flatMap(({ identifiers }) => identifiers),
    interactionIds: asked.flatMap(({ interactionIds }) => interactionIds),
  })
  const messages = yield* Effect.forEach(told, ({ event, identified }) =>
    Effect.map(freshId, (acceptId) => ({
      data: redact({ event, identified, forgotten, acceptId, receivedAt, keyring, policy }),
    })),
  )
  yield* (yield* Topics).publish("interaction-updated", messages, {
    accepted: messages.length,
    "crm-sync.records-told": records.length,
    ...(told.length > records.length && { "crm-sync.merges-told": told.length - records.length }),
  })
})
