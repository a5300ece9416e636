import type { VendorIsUnavailable } from "@kith/core/http/Vendor"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { spellingsOf } from "@kith/core/identifier/PhoneSpellings"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect } from "effect"
import { valuesOf } from "../Identified.ts"
import type { Upsert } from "./ContactJob.ts"
import { type Match, matchOf } from "./MatchContacts.ts"
import { readContact, selectedFields } from "./ReadContact.ts"
import type { SalesforceApi } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { isIn } from "./Soql.ts"

/** As many as an answer of 256 KiB surely holds. */
const mostFound = 400
/** SOQL takes 100,000; most of it is digits in eight spellings. */
const longestQuery = 12_000
const mostValues = 10

const conditionFor = (persons: ReadonlyArray<CurrentPerson>, mapping: SalesforceMapping): string => {
  const spelled = {
    email: persons.flatMap((person) => valuesOf(person, "email").slice(0, mostValues)),
    phone: persons.flatMap((person) => valuesOf(person, "phone").slice(0, mostValues).flatMap(spellingsOf)),
  }
  return [
    isIn(
      mapping.externalIdField,
      persons.map(({ customerId }) => customerId),
    ),
    ...mapping.identifiers.flatMap(({ field, kind }) => (spelled[kind].length > 0 ? [isIn(field, spelled[kind])] : [])),
  ].join(" OR ")
}

const halves = <A>(all: ReadonlyArray<A>) => {
  const middle = Math.ceil(all.length / 2)
  return [all.slice(0, middle), all.slice(middle)] as const
}

/** Which contact is whose, in one query for all of them if their names and the answer fit. */
export const findContacts = (
  api: SalesforceApi,
  mapping: SalesforceMapping,
  writes: ReadonlyArray<Upsert>,
): Effect.Effect<ReadonlyArray<Match>, VendorIsUnavailable> => {
  const both = () =>
    Effect.map(
      Effect.forEach(halves(writes), (some) => findContacts(api, mapping, some)),
      (found) => found.flat(),
    )
  if (writes.length === 0) return Effect.succeed([])
  const condition = conditionFor(
    writes.map(({ person }) => person),
    mapping,
  )
  if (condition.length > longestQuery && writes.length > 1) return both()
  return Effect.gen(function* () {
    const policy = yield* CurrentIdentifierPolicy
    const select = `SELECT ${selectedFields(mapping)} FROM Contact`
    const { records } = yield* api.query(`${select} WHERE ${condition} ORDER BY Id LIMIT ${mostFound}`)
    if (records.length >= mostFound && writes.length > 1) return yield* both()
    const contacts = records.map((record) => readContact(record, mapping, policy))
    return writes.map((write) => matchOf(write, contacts))
  })
}

/** By the org's own ids, at most 200; those that the org has no more are left out. */
export const contactsOf = Effect.fnUntraced(function* (
  api: SalesforceApi,
  mapping: SalesforceMapping,
  recordIds: ReadonlyArray<string>,
) {
  const { records } = yield* api.query(`SELECT ${selectedFields(mapping)} FROM Contact WHERE ${isIn("Id", recordIds)}`)
  const policy = yield* CurrentIdentifierPolicy
  return records.map((record) => readContact(record, mapping, policy))
})
