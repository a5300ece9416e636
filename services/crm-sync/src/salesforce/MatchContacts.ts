import type { CurrentPerson } from "@kith/core/identity/Records"
import type { CrmRecord } from "../CrmRecord.ts"
import { valuesOf } from "../Identified.ts"
import { isFreeFor, strangerIn, type Upsert } from "./ContactJob.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"

/** Whose record was there already. `held`: the only ones are another person's. */
export type Match =
  | { readonly _tag: "none" }
  | { readonly _tag: "one"; readonly contact: CrmRecord }
  | { readonly _tag: "several"; readonly recordIds: ReadonlyArray<string> }
  | { readonly _tag: "held"; readonly contact: CrmRecord }

type MatchedKind = SalesforceMapping["identifiers"][number]["kind"]

const valuesIn = (contact: CrmRecord, kind: MatchedKind) =>
  contact.identifiers.filter((one) => one.kind === kind).map(({ value }) => value)

const shares = (person: CurrentPerson, contact: CrmRecord, kind: MatchedKind) => {
  const own = valuesOf(person, kind)
  return valuesIn(contact, kind).some((value) => own.includes(value))
}

/** A number is a household's: with another email the contact is somebody else at home. */
const contradicts = (person: CurrentPerson, contact: CrmRecord) =>
  valuesOf(person, "email").length > 0 && valuesIn(contact, "email").length > 0 && !shares(person, contact, "email")

/** Another person's, as the graph has it, although it knows that the contact says what this person says. */
const isKnownApart = (write: Upsert, contact: CrmRecord, kind: MatchedKind): boolean => {
  const holder = write.known.holders[contact.customerId ?? ""]
  if (holder === undefined || isFreeFor(write, contact)) return false
  const own = valuesOf(write.person, kind)
  return valuesIn(contact, kind)
    .filter((value) => own.includes(value))
    .every((value) => holder.isHeard({ kind, value }))
}

const several = (contacts: ReadonlyArray<CrmRecord>): Match => ({
  _tag: "several",
  recordIds: contacts.map(({ recordId }) => recordId),
})

const choose = (write: Upsert, hits: ReadonlyArray<CrmRecord>): Match => {
  const free = hits.filter(({ customerId }) => customerId === undefined)
  if (free[0] !== undefined) return free.length === 1 ? { _tag: "one", contact: free[0] } : several(free)
  // One that a former id of the person's holds may as well be the heir's; one whose person is no more is nobody's.
  const former = hits.find((contact) => isFreeFor(write, contact))
  if (former !== undefined) return { _tag: "one", contact: former }
  const held = hits.find((contact) => strangerIn(write, contact) !== undefined) ?? hits[0]
  return held === undefined ? { _tag: "none" } : { _tag: "held", contact: held }
}

/**
 * Which contact is the person's: the one that we gave the person's id; else by email, and only if there is none by email,
 * by phone. Exactly one is the person's own, several are for somebody to decide.
 */
export const matchOf = (write: Upsert, contacts: ReadonlyArray<CrmRecord>): Match => {
  const { person } = write
  const own = contacts.filter(({ customerId }) => customerId === person.customerId)
  if (own[0] !== undefined) return own.length === 1 ? { _tag: "one", contact: own[0] } : several(own)
  const mayBe = (contact: CrmRecord, kind: MatchedKind) =>
    shares(person, contact, kind) && !isKnownApart(write, contact, kind)
  const byEmail = contacts.filter((contact) => mayBe(contact, "email"))
  if (byEmail.length > 0) return choose(write, byEmail)
  const byPhone = contacts.filter((contact) => mayBe(contact, "phone") && !contradicts(person, contact))
  return byPhone.length > 0 ? choose(write, byPhone) : { _tag: "none" }
}
