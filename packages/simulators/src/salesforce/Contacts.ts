import type { FieldValue } from "./ContactFields.ts"
import { contactId } from "./RecordId.ts"
import { isDeleted, notFound, Refused } from "./Refused.ts"

export interface Contact {
  readonly id: string
  readonly values: ReadonlyMap<string, FieldValue>
  readonly createdAt: number
  readonly modifiedAt: number
}

/** As `queryAll` still finds it. `masterId`: it was merged into that one. */
export interface DeletedContact extends Contact {
  readonly masterId?: string
}

type Changes = ReadonlyMap<string, FieldValue | null>

export type Contacts = ReturnType<typeof makeContacts>

const mostContacts = 100_000
const keptDeletions = 10_000

/**
 * The table, with its index on the external id. Comparison ignores case, as the vendor's default does. `unique: false`
 * is an org whose administrator left the attribute off.
 */
export const makeContacts = (externalIdField: string, unique: boolean, now: () => number) => {
  const rows = new Map<string, Contact>()
  const byExternalId = new Map<string, Set<string>>()
  const deleted = new Map<string, DeletedContact>()
  let created = 0

  const externalIdOf = (contact: Contact | undefined) => {
    const value = contact?.values.get(externalIdField)
    return value === undefined ? undefined : normalised(value)
  }

  /** Puts, replaces or (with `undefined`) takes away a row, and keeps the index in step. */
  const set = (id: string, contact: Contact | undefined): void => {
    const before = externalIdOf(rows.get(id))
    const after = externalIdOf(contact)
    if (before !== undefined) byExternalId.get(before)?.delete(id)
    if (before !== undefined && byExternalId.get(before)?.size === 0) byExternalId.delete(before)
    if (after !== undefined) byExternalId.set(after, (byExternalId.get(after) ?? new Set()).add(id))
    if (contact === undefined) rows.delete(id)
    else rows.set(id, contact)
  }

  const refuseDuplicate = (id: string | undefined, changes: Changes): void => {
    const value = changes.get(externalIdField)
    if (!unique || value == null) return
    const other = [...(byExternalId.get(normalised(value)) ?? [])].find((one) => one !== id)
    if (other === undefined) return
    const message = `duplicate value found: ${externalIdField} duplicates value on record with id: ${other}`
    throw new Refused(400, "DUPLICATE_VALUE", message, [])
  }

  const get = (id: string): Contact => {
    const contact = rows.get(id)
    if (contact === undefined) throw deleted.has(id) ? isDeleted() : notFound()
    return contact
  }

  const insert = (changes: Changes): Contact => {
    if (rows.size >= mostContacts) throw new Refused(403, "STORAGE_LIMIT_EXCEEDED", "storage limit exceeded")
    refuseDuplicate(undefined, changes)
    created += 1
    const at = now()
    const contact = { id: contactId(created), values: merged(new Map(), changes), createdAt: at, modifiedAt: at }
    set(contact.id, contact)
    return contact
  }

  const update = (id: string, changes: Changes): Contact => {
    const before = get(id)
    refuseDuplicate(id, changes)
    set(id, { ...before, values: merged(before.values, changes), modifiedAt: now() })
    return before
  }

  const remove = (id: string, masterId?: string): Contact => {
    const before = get(id)
    set(id, undefined)
    deleted.set(id, { ...before, modifiedAt: now(), ...(masterId !== undefined && { masterId }) })
    for (const oldest of deleted.keys()) if (deleted.size > keptDeletions) deleted.delete(oldest)
    return before
  }

  const matching = (field: string, value: string): ReadonlyArray<Contact> => {
    if (field === externalIdField) return [...(byExternalId.get(normalised(value)) ?? [])].map(get)
    return [...rows.values()].filter(({ values }) => normalised(values.get(field) ?? "") === normalised(value))
  }

  return {
    get,
    insert,
    update,
    remove,
    matching,
    set,
    all: () => [...rows.values()],
    deleted: () => [...deleted.values()],
  }
}

const normalised = (value: FieldValue): string => String(value).toLowerCase()

const merged = (before: ReadonlyMap<string, FieldValue>, changes: Changes): Map<string, FieldValue> => {
  const after = new Map(before)
  for (const [name, value] of changes) {
    if (value === null) after.delete(name)
    else after.set(name, value)
  }
  return after
}
