import type { EffectRecord } from "@kith/core/documents/Collections"
import type { Key } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { describe, expect, it } from "vitest"
import { recordIdOf, salesforceContact } from "./SalesforceContact.ts"
import { defaultSalesforceMapping } from "./SalesforceMapping.ts"

const at = Date.UTC(2026, 0, 5, 10)

const identified = (kind: string, value: string, first = at) =>
  ({ key: `${kind}:k:${value.length}${first}` as Key, kind, value, first }) as CurrentPerson["identifiers"][number]

const traits = (values: Readonly<Record<string, string>>): CurrentPerson["traits"] =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, at, eventKey: "e", source: "s", interactionId: "i" },
    ]),
  )

const person = (changes: Partial<CurrentPerson>): CurrentPerson => ({
  schema: 1,
  state: "current",
  customerId: "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01",
  version: 3,
  resolutionTier: 1,
  confidence: 0.95,
  since: at,
  identifiers: [identified("email", "ann@example.org")],
  traits: {},
  former: [],
  open: [],
  policyVersion: 1,
  ...changes,
})

describe("a person as a Salesforce contact", () => {
  it.each<[string, Partial<CurrentPerson>, object | undefined]>([
    ["is known by email", {}, { Email: "ann@example.org" }],
    ["is known by phone", { identifiers: [identified("phone", "+3227001234")] }, { Phone: "+3227001234" }],
    ["may be known by another CRM's id alone", { identifiers: [identified("crm.servicenow", "abc")] }, {}],
    ["is nobody without identifiers", { identifiers: [] }, undefined],
    ["is nobody as a mere visitor", { identifiers: [identified("visitor", "v-1")] }, undefined],
    [
      "has the address learned last",
      { identifiers: [identified("email", "old@example.org", at), identified("email", "new@example.org", at + 1)] },
      { Email: "new@example.org" },
    ],
    [
      "has names and tier",
      { traits: traits({ firstName: "Ann", lastName: "Lee", customerTier: "Gold" }) },
      { Email: "ann@example.org", FirstName: "Ann", LastName: "Lee", Customer_Tier__c: "Gold" },
    ],
    [
      "keeps a name that nobody divided in one piece",
      { traits: traits({ name: "Ann Mary Lee" }) },
      { Email: "ann@example.org", LastName: "Ann Mary Lee" },
    ],
    [
      "says when and where the last interaction was",
      { lastInteraction: { interactionId: "i-7", at, channel: "webchat" } },
      {
        Email: "ann@example.org",
        Last_Interaction_Date__c: "2026-01-05T10:00:00.000Z",
        Last_Channel__c: "WebChat",
        Last_Interaction_Id__c: "i-7",
      },
    ],
    [
      "leaves out what a field cannot hold",
      { traits: traits({ firstName: "A".repeat(41), customerTier: "T".repeat(40) }) },
      { Email: "ann@example.org", Customer_Tier__c: "T".repeat(40) },
    ],
  ])("%s", (_title, changes, expected) => {
    expect(salesforceContact(person(changes), defaultSalesforceMapping)).toEqual(
      expected && { ...expected, Kith_Merged_Into__c: null },
    )
  })

  describe("is found by the org's own id", () => {
    const [brought, ours, merged] = ["003xx000004D8b2AAC", "003xx000004D8b3AAC", "003xx000004D8b4AAC"]
    const never: EffectRecord = { schema: 1, version: 0, digest: "", status: "none", at: 0 }
    const applied = (recordId: string): EffectRecord => ({ ...never, version: 1, status: "applied", recordId })
    const own = identified("crm.salesforce", brought)
    const former = { ...identified("crm.salesforce", merged, at + 1), former: true as const }

    it("that the person brought, else by what we wrote to, and by one that was merged away if there is no other", () => {
      expect(recordIdOf(person({}), never)).toBeUndefined()
      expect(recordIdOf(person({ identifiers: [own] }), applied(ours))).toBe(brought)
      expect(recordIdOf(person({ identifiers: [former] }), applied(ours))).toBe(ours)
      expect(recordIdOf(person({ identifiers: [former, own] }), never)).toBe(brought)
      expect(recordIdOf(person({ identifiers: [former] }), never)).toBe(merged)
    })

    it("unless it has turned out to be another person's", () => {
      expect(recordIdOf(person({ identifiers: [former] }), { ...never, recordId: merged })).toBeUndefined()
    })
  })
})
