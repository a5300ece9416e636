import { type ContactFields, checkedValues, requireLastName } from "./ContactFields.ts"
import type { Contact, Contacts } from "./Contacts.ts"
import { refuseDuplicates } from "./DuplicateRule.ts"
import { longForm } from "./RecordId.ts"
import { notFound, notInTheBody, Refused } from "./Refused.ts"
import type { Write } from "./Transaction.ts"

export type RecordBody = Readonly<Record<string, unknown>>

/** Several records answer to one external id: nothing is written. */
export class MatchedSeveral extends Refused {
  readonly matches: ReadonlyArray<Contact>

  constructor(field: string, matches: ReadonlyArray<Contact>) {
    const ids = matches.map(({ id }) => id).join(", ")
    super(300, "DUPLICATE_EXTERNAL_ID", `${field}: more than one record found for external id field: [${ids}]`, [field])
    this.matches = matches
  }
}

/** Plans that the transaction runs: each throws `Refused` before it holds a row, or at its commit. */
export const makeWrites = (
  fields: ContactFields,
  externalIdField: string,
  contacts: Contacts,
  duplicateRule: ReadonlyArray<string> = [],
) => {
  /** The one record; `undefined` when there is none. */
  const only = (field: string, value: string): Contact | undefined => {
    // Contact.Email is the standard field that the vendor can look up by.
    if (field !== externalIdField && field !== "Email") {
      throw new Refused(404, "NOT_FOUND", `Provided external ID field does not exist or is not accessible: ${field}`)
    }
    const matches = contacts.matching(field, value)
    if (matches.length > 1) throw new MatchedSeveral(field, matches)
    return matches[0]
  }

  const create = (body: RecordBody, extra: RecordBody = {}): Write => {
    if ("Id" in body) throw notInTheBody("Id")
    const values = checkedValues(fields, { ...body, ...extra })
    requireLastName(values)
    return {
      row: undefined,
      commit: () => {
        refuseDuplicates(contacts, duplicateRule, values)
        const { id } = contacts.insert(values)
        return { id, created: true, undo: () => contacts.set(id, undefined) }
      },
    }
  }

  const update = (givenId: string, body: RecordBody): Write => {
    const { id } = contacts.get(longForm(givenId))
    if ("Id" in body) throw notInTheBody("Id")
    const values = checkedValues(fields, body)
    if (values.has("LastName")) requireLastName(values)
    return {
      row: id,
      commit: () => {
        const before = contacts.update(id, values)
        return { id, created: false, undo: () => contacts.set(id, before) }
      },
    }
  }

  const upsert = (field: string, value: string, body: RecordBody, updateOnly = false): Write => {
    const match = only(field, value)
    if (field in body) throw notInTheBody(field)
    if (match !== undefined) return update(match.id, body)
    if (updateOnly) throw notFound()
    return create(body, { [field]: value })
  }

  const remove = (givenId: string): Write => {
    const { id } = contacts.get(longForm(givenId))
    return {
      row: id,
      commit: () => {
        const before = contacts.remove(id)
        return { id, created: false, undo: () => contacts.set(id, before) }
      },
    }
  }

  const found = (field: string, value: string): Contact => {
    const match = only(field, value)
    if (match === undefined) throw notFound()
    return match
  }

  return { create, update, upsert, remove, found }
}
export type Writes = ReturnType<typeof makeWrites>
