import { say, shaped } from "@kith/core/telemetry/Harmless"
import { type CrmRecord, names, saidOf } from "../CrmRecord.ts"
import {
  away,
  done,
  heldBy,
  isFreeFor,
  type Job,
  refused,
  severalMatch,
  strangerIn,
  type Upsert,
  wroteIn,
} from "./ContactJob.ts"
import type { Match } from "./MatchContacts.ts"
import type { RecordResult } from "./SalesforceApi.ts"

/** What each answer of the org means for what is to be done next. Pure. */

const mostCollisions = 4
const heldByAnother = say`the contact is another person's`

/** Codes for an id that leads to no contact. */
export const isGone = (code: string): boolean =>
  ["ENTITY_IS_DELETED", "NOT_FOUND", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID", "INVALID_ID_FIELD"].includes(code)

const collided = (job: Job, code: string): Job =>
  job.collisions >= mostCollisions
    ? { ...job, step: away(shaped("code", code)) }
    : { ...job, collisions: job.collisions + 1 }

/** A contact is one person's: whoever comes second in a batch comes again when that is settled. */
export const afterAnother = (job: Job): Job => ({ ...job, step: away(heldByAnother) })

export const afterMatch = (job: Job, match: Match): Job => {
  switch (match._tag) {
    case "none":
      return { ...job, step: { do: "upsert", create: true } }
    case "one":
      return taking(job, match.contact)
    case "several":
      return { ...job, step: severalMatch(match.recordIds) }
    case "held":
      return job.write._tag === "upsert" ? afterHeld(job, job.write, match.contact) : job
  }
}

/**
 * The contact is another person's, and says what this one says too. Once the graph has heard that, it mostly finds the two to
 * be one; where it does not, the contact is no match any more.
 */
const afterHeld = (job: Job, write: Upsert, contact: CrmRecord): Job => {
  const stranger = strangerIn(write, contact)
  if (stranger !== undefined) return { ...job, step: heldBy(stranger, contact, false) }
  const said = saidBefore(write, contact)
  // What we wrote there for the other one is about to be written anew.
  const isSaid = names(write.person, said.identifiers)
  return { ...job, step: isSaid ? done({ told: [said], undone: true }) : away(heldByAnother) }
}

/** A contact that was there is told of. `isTaken`: it is this person's from now on, whosever it was. */
export const taking = (job: Job, contact: CrmRecord, isTaken = false): Job => {
  const stranger = job.write._tag === "upsert" ? strangerIn(job.write, contact) : undefined
  if (stranger !== undefined) return { ...job, step: heldBy(stranger, contact, isTaken) }
  return { ...job, seen: contact, isAdopted: true, step: { do: "update", recordId: contact.recordId } }
}

/** Of a contact that bears nobody's id there is nothing to tell but what its own reading tells. */
export const afterLook = (job: Job, recordId: string, contact: CrmRecord | undefined): Job => {
  if (contact === undefined) return { ...job, step: { do: "trace", recordId } }
  if (contact.customerId !== undefined) return taking(job, contact, true)
  return { ...job, seen: contact, step: { do: "update", recordId } }
}

/** `merged`: the contact and those that it was merged into, one after the other; `master`: the last of them, if any. */
export const afterTrace = (job: Job, merged: ReadonlyArray<CrmRecord>, master: CrmRecord | undefined): Job => {
  if (master === undefined || job.write._tag === "mark") return { ...job, step: { do: "match" } }
  const traced = { ...job, merged }
  if (isFreeFor(job.write, master)) return taking(traced, master)
  const stranger = strangerIn(job.write, master)
  if (stranger !== undefined) return { ...job, step: heldBy(stranger, master, false) }
  // The org says that both are one person, and the graph is to know before anything is written.
  return {
    ...traced,
    step: done({ told: [...merged, master], undone: true }),
  }
}

/** What the contact said before us: what we wrote into it ourselves is no evidence. */
const saidBefore = (write: Upsert, contact: CrmRecord): CrmRecord => {
  const wrote = wroteIn(write, contact)
  const isTheirs = ({ source, value }: { readonly source: string; readonly value: string }) =>
    !wrote.isOurs(fieldIn(source), value)
  return { ...contact, identifiers: contact.identifiers.filter(isTheirs), traits: contact.traits.filter(isTheirs) }
}

/** Where `readContact` found it. */
const fieldIn = (source: string): string => source.replace(/^Contact\./, "")

/**
 * The contact with what was written into it. Where that names nobody the graph is not told: it would take the contact for
 * somebody new.
 */
const adoptedBy = ({ write, seen, isAdopted }: Job): ReadonlyArray<CrmRecord> => {
  if (isAdopted === undefined || seen === undefined || write._tag === "mark") return []
  const own = write.person.identifiers.filter(({ kind }) => kind === "email" || kind === "phone")
  const written = own
    .filter(({ value }) => Object.values(write.fields).includes(value))
    .map(({ kind, value }) => ({ kind, value, source: "Contact" }))
  const said = saidOf(write.person, saidBefore(write, seen))
  const identifiers = [...said.identifiers, ...written]
  return names(write.person, identifiers) ? [{ ...said, identifiers }] : []
}

/** Fields that said the same before us. */
const thereIn = ({ write, seen }: Job): ReadonlyArray<string> => {
  if (seen === undefined || write._tag === "mark") return []
  const { identifiers, traits } = saidBefore(write, seen)
  return [...identifiers, ...traits]
    .filter(({ source, value }) => write.fields[fieldIn(source)] === value)
    .map(({ source }) => fieldIn(source))
}

export const afterUpdate = (job: Job, recordId: string, { code }: RecordResult): Job => {
  if (code === undefined) {
    const told = [...(job.merged ?? []), ...adoptedBy(job)]
    const there = thereIn(job)
    const said = { ...(told.length > 0 && { told }), ...(there.length > 0 && { there }) }
    return { ...job, step: done({ recordId, ...said }) }
  }
  if (code === "UNABLE_TO_LOCK_ROW") return collided(job, code)
  if (code === "DUPLICATE_VALUE") return { ...job, step: afterDuplicate(job, recordId) }
  if (code === "ENTITY_IS_DELETED") return { ...job, step: { do: "trace", recordId } }
  if (isGone(code)) return { ...job, step: { do: "match" } }
  return { ...job, step: refused(code) }
}

/**
 * Our id stands in a contact that we made beside this one, or in one that was taken for the person's. Of two who bring each
 * other's contacts each takes the other's, and both let go of their own: or they would write to it in turn without end.
 */
const afterDuplicate = ({ write, hasMoved, seen }: Job, recordId: string): Job["step"] => {
  if (write._tag === "mark" || hasMoved === true) return { do: "link", recordId }
  const { before, known } = write
  if (before !== undefined) return before.isOurs ? { do: "link", recordId } : leaving(write, before.recordId, recordId)
  return known.holders[seen?.customerId ?? ""]?.is === "another" ? { do: "locate", recordId } : { do: "link", recordId }
}

/** Whoever has it by now may write it before our id is taken out, so it has to be known who that is. */
const leaving = ({ known }: Upsert, from: string, recordId: string): Job["step"] =>
  known.left.has(from) ? { do: "move", from, recordId } : done({ leaves: from })

/** `from`: the contact that holds our id; none any more where somebody was quicker. */
export const afterLocate = (job: Job, recordId: string, from: string | undefined): Job => ({
  ...job,
  step:
    from === undefined || job.write._tag === "mark" ? { do: "update", recordId } : leaving(job.write, from, recordId),
})

export const afterMove = (job: Job, recordId: string, { code }: RecordResult): Job => {
  if (code === "UNABLE_TO_LOCK_ROW") return collided(job, code)
  if (code !== undefined && !isGone(code)) return { ...job, step: refused(code) }
  return { ...job, hasMoved: true, step: { do: "update", recordId } }
}

export const afterLink = (job: Job, { code }: RecordResult): Job => {
  if (code === "UNABLE_TO_LOCK_ROW") return collided(job, code)
  return { ...job, step: code === undefined || isGone(code) ? { do: "upsert", create: false } : refused(code) }
}

export const afterUpsert = (job: Job, create: boolean, { id, code, created }: RecordResult): Job => {
  if (code === undefined) return { ...job, step: done({ ...(id && { recordId: id }), ...(created && { created }) }) }
  if (code === "UNABLE_TO_LOCK_ROW") return collided(job, code)
  if (code === "REQUIRED_FIELD_MISSING" && !create) {
    // Salesforce wanted to create it, so there is none: the org deleted or merged it, or it is the heir's by now.
    return { ...job, step: job.write._tag === "mark" ? done({}) : { do: "match" } }
  }
  if (code === "DUPLICATES_DETECTED" && job.write._tag === "upsert") return { ...job, step: { do: "inspect" } }
  if (code === "DUPLICATE_EXTERNAL_ID") return { ...job, step: { do: "inspect" } }
  // Whoever was quicker made the record that the next attempt finds; any other unique field refuses again.
  if (code === "DUPLICATE_VALUE") return job.collisions > 0 ? { ...job, step: refused(code) } : collided(job, code)
  return { ...job, step: refused(code) }
}
