import type { FieldValue } from "./ContactFields.ts"
import type { Contact, Contacts } from "./Contacts.ts"
import { Refused } from "./Refused.ts"

type Values = ReadonlyMap<string, FieldValue | null>

/** The org's duplicate rule blocks the creation; a single request's answer says which records it matched. */
export class DuplicatesDetected extends Refused {
  readonly matches: ReadonlyArray<Contact>

  constructor(matches: ReadonlyArray<Contact>) {
    super(400, "DUPLICATES_DETECTED", "Use one of these records?", [])
    this.matches = matches
  }

  duplicateResult(version: string): object {
    const matchRecords = this.matches.map(({ id }) => ({
      additionalInformation: [],
      fieldDiffs: [],
      matchConfidence: 100,
      record: { attributes: { type: "Contact", url: `/services/data/${version}/sobjects/Contact/${id}` }, Id: id },
    }))
    return {
      allowSave: false,
      duplicateRule: "Standard_Contact_Duplicate_Rule",
      duplicateRuleEntityType: "Contact",
      errorMessage: "Use one of these records?",
      matchResults: [
        {
          entityType: "Contact",
          errors: [],
          matchEngine: "FuzzyMatchEngine",
          matchRule: "Standard_Contact_Match_Rule_v1_1",
          matchRecords,
          size: matchRecords.length,
          success: true,
        },
      ],
    }
  }
}

/** Same last and first name, or same mail address, as far as letters go. `fields`: those that the rule compares. */
export const refuseDuplicates = (contacts: Contacts, fields: ReadonlyArray<string>, values: Values): void => {
  const matches = new Map<string, Contact>()
  for (const field of fields) {
    const value = values.get(field)
    if (value == null) continue
    for (const contact of contacts.matching(field, String(value))) matches.set(contact.id, contact)
  }
  if (matches.size > 0) throw new DuplicatesDetected([...matches.values()])
}
