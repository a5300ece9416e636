import type { Expected } from "./Expected.ts"
import { erinInCrm, frankInCrm } from "./morning/keptApart.ts"
import { nadiaInCrm } from "./morning/trouble.ts"

/** Nobody told a name: the CRM wants one all the same. */
const nameless = { LastName: "Unknown" }

const calledOnce = (name: string, interaction: string, phone: string) => ({
  name,
  interactions: [interaction],
  knownBy: ["phone"],
  profile: { phone },
  contact: { Phone: phone, ...nameless },
})

/** How the morning has to end. */
export const expectations: Expected = {
  customers: [
    {
      name: "John Doe",
      interactions: ["a1b2c3d4-e5f6-7890-abcd-ef1234567890"],
      knownBy: ["email", "visitor"],
      profile: { email: "john.doe@example.com" },
      contact: { Email: "john.doe@example.com", ...nameless },
    },
    {
      name: "Ana Lima",
      interactions: ["chat-ana", "call-ana", "whatsapp-ana", "chat-ana-later"],
      knownBy: ["email", "phone", "visitor"],
      profile: {
        email: "ana.lima@example.com",
        phone: "+12025550143",
        firstName: "Ana",
        lastName: "Lima",
        customerTier: "Gold",
      },
      contact: {
        Email: "ana.lima@example.com",
        Phone: "+12025550143",
        FirstName: "Ana",
        LastName: "Lima",
        Customer_Tier__c: "Gold",
        Last_Interaction_Id__c: "chat-ana-later",
      },
      formerContacts: 1,
    },
    {
      name: "Ben Okafor",
      interactions: ["chat-ben", "call-ben"],
      knownBy: ["email", "interaction"],
      profile: { email: "ben.okafor@example.org" },
      contact: { Email: "ben.okafor@example.org", ...nameless },
    },
    {
      name: "Carla Rossi",
      interactions: ["chat-carla", "call-carla"],
      knownBy: ["email", "interaction"],
      profile: { email: "carla.rossi@example.org", name: "Carla Rossi" },
      contact: { Email: "carla.rossi@example.org", LastName: "Carla Rossi" },
    },
    {
      name: "David Kim",
      interactions: ["call-david", "sms-david", "callback-david", "mail-david"],
      knownBy: ["email", "phone"],
      profile: { email: "david.kim@example.net", phone: "+13125550128" },
      contact: { Email: "david.kim@example.net", Phone: "+13125550128", ...nameless },
    },
    {
      name: "Erin Novak",
      interactions: ["call-erin"],
      knownBy: ["crm.salesforce", "phone"],
      profile: { phone: "+12065550171" },
      contact: { Id: erinInCrm.id, ...erinInCrm.fields, Phone: "+12065550171" },
    },
    {
      name: "Frank Novak",
      interactions: ["call-frank", "mail-frank"],
      knownBy: ["crm.salesforce", "email"],
      profile: { email: "frank.novak@example.com" },
      contact: { Id: frankInCrm.id, ...frankInCrm.fields, Email: "frank.novak@example.com" },
      refused: "exclusive crm.salesforce",
    },
    {
      name: "Grace Hall",
      interactions: ["outbound-grace", "call-grace"],
      knownBy: ["phone"],
      profile: { phone: "+14155550110" },
      contact: { Phone: "+14155550110", ...nameless, Last_Interaction_Id__c: "call-grace" },
    },
    {
      name: "Hugo Silva",
      interactions: ["outbound-hugo"],
      knownBy: ["phone"],
      profile: { phone: "+14155550122" },
      contact: { Phone: "+14155550122", ...nameless },
    },
    {
      name: "Ines Costa",
      interactions: ["call-ines", "chat-ines"],
      knownBy: ["email", "phone"],
      profile: {
        email: "ines.costa@example.org",
        phone: "+16175550136",
        firstName: "Ines",
        lastName: "Costa",
        customerTier: "Platinum",
      },
      contact: { Email: "ines.costa@example.org", FirstName: "Ines", LastName: "Costa", Customer_Tier__c: "Platinum" },
    },
    {
      name: "Karim Haddad",
      interactions: ["chat-karim"],
      knownBy: ["email"],
      profile: { email: "karim.haddad@example.com", name: "Karim Haddad [card]" },
      contact: { Email: "karim.haddad@example.com", LastName: "Karim Haddad [card]" },
    },
    {
      name: "Lena Berg",
      interactions: ["chat-lena"],
      knownBy: ["email"],
      profile: { email: "lena.berg@example.net", firstName: "Lena", lastName: "Berg" },
      contact: { Email: "lena.berg@example.net", FirstName: "Lena", LastName: "Berg" },
    },
    calledOnce("Mateo Ruiz", "call-mateo", "+13035550105"),
    {
      name: "Nadia Petrov",
      interactions: ["chat-nadia"],
      knownBy: ["email"],
      profile: { email: "nadia.petrov@example.com", firstName: "Nadia", lastName: "Petrov" },
      contact: { Id: nadiaInCrm.id, ...nadiaInCrm.fields },
    },
    calledOnce("Omar Aziz", "call-omar", "+12125550161"),
    calledOnce("Priya Nair", "call-priya", "+12125550162"),
    calledOnce("Rosa Vega", "call-rosa", "+12125550163"),
    calledOnce("Samir Khan", "call-samir", "+12125550164"),
  ],
  forgotten: [
    {
      name: "Julia Brandt",
      email: "julia.brandt@example.com",
      interactions: ["mail-julia", "call-julia", "chat-julia", "call-julia-again"],
    },
  ],
  deadLetters: [
    { from: "/webhooks/genesys", reason: "InvalidEvent", state: "waiting" },
    { from: "/webhooks/genesys", reason: "UnreadableBody", state: "waiting" },
    { from: "identity-resolved-to-crm-sync", reason: "SeveralMatches", state: "replayed" },
  ],
  ledger: {
    accepted: 64,
    applied: 52,
    duplicate: 1,
    irrelevant: 8,
    refused: 0,
    suppressed: 3,
    deadLettered: 0,
    pending: 0,
    rejected: { invalid: 2, unauthenticated: 1, tooLarge: 1, shed: 0 },
    balanced: true,
  },
}
