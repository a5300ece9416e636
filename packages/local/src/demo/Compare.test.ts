import { describe, expect, it } from "vitest"
import { compare } from "./Compare.ts"
import { expectations } from "./expectations.ts"
import { morning } from "./morning.ts"
import type { Observed } from "./Observed.ts"

const sent = morning.flatMap(({ steps }) => steps.flatMap((step) => ("send" in step ? [step] : [])))
const echoes = 7

/** A morning that ended exactly as it is expected to. */
const asExpected = (): Observed => ({
  events: sent.map((event) => ({ ...event, became: event.becomes })),
  customers: [
    ...expectations.customers.map(({ name, interactions, knownBy, refused, profile }) => {
      const [rule = "", kind = ""] = refused?.split(" ") ?? []
      return {
        name,
        interactions: interactions.map((id) => ({
          id,
          status: "resolved" as const,
          customerId: name,
          inGenesys: name,
          tierInGenesys: profile["customerTier"],
          because: knownBy.map((kind) => ({ kind, sentence: "" })),
          refused: refused === undefined ? [] : [{ rule, kind }],
        })),
        profile: { found: true, customerId: name, ...profile },
      }
    }),
    ...expectations.forgotten.map(({ name, interactions }) => ({
      name,
      interactions: interactions.map((id) => ({
        id,
        status: "suppressed" as const,
        inGenesys: "erased",
        tierInGenesys: undefined,
        because: [],
        refused: [],
      })),
      profile: { found: false, erased: true },
    })),
  ],
  contacts: expectations.customers.flatMap(({ name, contact, formerContacts = 0 }) => [
    { ...contact, Kith_Id__c: name },
    ...Array.from({ length: formerContacts }, () => ({ Kith_Id__c: "former", Kith_Merged_Into__c: name })),
  ]),
  deadLetters: expectations.deadLetters.map(({ from, reason, state }, i) => ({
    id: `${i}`,
    reason,
    state,
    origin: from.startsWith("/") ? { webhook: from } : { subscription: from },
  })),
  ledger: {
    ...expectations.ledger,
    accepted: expectations.ledger.accepted + echoes,
    irrelevant: expectations.ledger.irrelevant + echoes,
  },
  echoes,
})

const changed = (name: string, change: (customer: Observed["customers"][number]) => object): Observed => {
  const observed = asExpected()
  const customers = observed.customers.map((one) => (one.name === name ? { ...one, ...change(one) } : one))
  return { ...observed, customers }
}

describe("The demo's expectations", () => {
  it("hold of a morning that ends as it should", () => {
    expect(compare(expectations, asExpected())).toEqual([])
  })

  it("agree with what the morning says of each event", () => {
    const { accepted, rejected, balanced: _, pending: __, ...ends } = expectations.ledger
    const count = (fate: string) => sent.filter(({ becomes }) => becomes === fate).length
    // One event is not of the morning: crm-sync tells the graph of the contact that it found to be the person's.
    const adopted = (end: string) => (end === "applied" ? 1 : 0)
    for (const [end, number] of Object.entries(ends)) expect([end, count(end) + adopted(end)]).toEqual([end, number])
    const { shed: ___, ...refused } = rejected
    for (const [why, number] of Object.entries(refused)) expect([why, count(why)]).toEqual([why, number])
    expect(Object.values(ends).reduce((sum, number) => sum + number)).toBe(accepted)
  })

  it("account for every interaction of the morning", () => {
    const named = [...expectations.customers, ...expectations.forgotten].flatMap(({ interactions }) => interactions)
    const turnedAway = ["chat-stranger", "chat-too-much"]
    const played = sent.flatMap(({ send }) => send.conversation?.id ?? [])
    expect([...named, ...turnedAway].sort()).toEqual([...new Set(played)].sort())
  })

  it.each<[string, Observed, string]>([
    [
      "an event that ended otherwise",
      {
        ...asExpected(),
        events: [{ at: "08:00:01", who: "Genesys repeats it", becomes: "irrelevant", became: "applied" }],
      },
      "08:00:01 Genesys repeats it: the event: expected irrelevant, found applied",
    ],
    [
      "an interaction of somebody else",
      changed("Hugo Silva", ({ interactions }) => ({
        interactions: interactions.map((one) => ({ ...one, customerId: "Grace Hall" })),
      })),
      "Hugo Silva: the customer of outbound-hugo: expected Hugo Silva, found Grace Hall",
    ],
    [
      "two customers who became one",
      changed("Frank Novak", ({ profile }) => ({ profile: { ...profile, customerId: "Erin Novak" } })),
      "Erin Novak and Frank Novak: expected two customers, found one",
    ],
    [
      "a join that was not refused",
      changed("Frank Novak", ({ interactions }) => ({
        interactions: interactions.map((one) => ({ ...one, refused: [] })),
      })),
      "Frank Novak: a join refused: expected exclusive crm.salesforce, found nothing",
    ],
    [
      "another reason",
      changed("Omar Aziz", ({ interactions }) => ({
        interactions: interactions.map((one) => ({ ...one, because: [{ kind: "visitor", sentence: "" }] })),
      })),
      "Omar Aziz: recognised by: expected phone, found visitor",
    ],
    [
      "a write-back that did not come",
      changed("Ben Okafor", ({ interactions }) => ({
        interactions: interactions.map((one) => (one.id === "call-ben" ? { ...one, inGenesys: undefined } : one)),
      })),
      "Ben Okafor: whom Genesys holds for call-ben: expected Ben Okafor, found nothing",
    ],
    [
      "a card number that stayed",
      changed("Karim Haddad", ({ profile }) => ({ profile: { ...profile, name: "Karim Haddad 4111" } })),
      "Karim Haddad: the profile, name: expected Karim Haddad [card], found Karim Haddad 4111",
    ],
    [
      "somebody who was not forgotten",
      changed("Julia Brandt", () => ({ profile: { found: true } })),
      "Julia Brandt: erased: expected true, found nothing",
    ],
    [
      "a contact too many",
      { ...asExpected(), contacts: [...asExpected().contacts, { Kith_Id__c: "nobody's" }] },
      "contacts in the CRM: expected 19, found 20",
    ],
    ["a dead letter that was lost", { ...asExpected(), deadLetters: [] }, "dead letters: expected"],
    [
      "a ledger that counts an echo as something else",
      { ...asExpected(), echoes: echoes + 1 },
      "ledger, irrelevant: expected 8, found 7",
    ],
  ])("name %s", (_, observed, difference) => {
    expect(compare(expectations, observed)).toEqual(expect.arrayContaining([expect.stringContaining(difference)]))
  })
})
