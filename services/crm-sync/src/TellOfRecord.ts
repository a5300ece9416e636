import { randomUUID } from "node:crypto"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import type { Identified } from "@kith/core/identifier/Identify"
import { Keys } from "@kith/core/identifier/Keyring"
import type { InteractionEvent } from "@kith/core/interaction/InteractionEvent"
import { mayBeForgotten, redact } from "@kith/core/redaction/Redact"
import { Topics } from "@kith/core/topics/Topics"
import { Clock, Effect } from "effect"
import type { CrmRecord } from "./CrmRecord.ts"

/** The sighting that stands for a CRM's record. */
const sightingOf = (system: string, recordId: string) => `${system}:${recordId}`

/** Over as soon as it is seen, so that nothing stays open; nobody talked to us, so it is nobody's last interaction. */
const eventOf = (record: CrmRecord): InteractionEvent => ({
  eventKey: `${record.system}:${record.recordId}:${record.changedAt}`,
  dialect: "crm-import",
  kind: "ended",
  interactionId: sightingOf(record.system, record.recordId),
  at: record.changedAt,
  evidenceOnly: true,
  addresses: [],
  attributes: [],
  signals: [],
  externalContactIds: [],
  linkedTo: [],
})

/** `crm.salesforce` and the like: what a CRM's own id is trusted most for is told first. */
const identifiedIn = ({ system, identifiers, traits, mergedInto }: CrmRecord): Identified => ({
  identifiers: identifiers.slice(0, 32),
  traits: traits.slice(0, 32),
  signals: [],
  links: mergedInto === undefined ? [] : [sightingOf(system, mergedInto)],
  echo: false,
})

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
  const told = records.map((record) => ({ event: eventOf(record), identified: identifiedIn(record) }))
  const asked = told.map(({ event, identified }) => mayBeForgotten(event, identified, policy))
  const forgotten = yield* askDeleteList({
    identifiers: asked.flatMap(({ identifiers }) => identifiers),
    interactionIds: asked.flatMap(({ interactionIds }) => interactionIds),
  })
  const messages = told.map(({ event, identified }) => ({
    data: redact({ event, identified, forgotten, acceptId: randomUUID(), receivedAt, keyring, policy }),
  }))
  yield* (yield* Topics).publish("interaction-updated", messages, {
    accepted: messages.length,
    "crm-sync.records-told": messages.length,
  })
})
