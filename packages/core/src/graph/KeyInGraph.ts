import type { Key } from "../identifier/Identifier.ts"
import type { IdentifierRecord } from "../identity/Records.ts"

/**
 * What an identifier is called in the graph, of all forms it can have (the current one first): the form it was first
 * hashed to, for as long as the graph knows it; else the current one. So a change of peppers moves nothing.
 */
export const keyInGraph = (forms: ReadonlyArray<Key>, recordOf: (form: Key) => IdentifierRecord | undefined): Key => {
  for (const form of forms) {
    const record = recordOf(form)
    if (record?.state === "renamed") return record.to
    if (record !== undefined && record.state !== "tombstone") return form
  }
  return forms[0] as Key
}
