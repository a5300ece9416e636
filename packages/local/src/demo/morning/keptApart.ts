import { eventBridge, guide } from "../Payloads.ts"
import type { KnownContact, Scene } from "../Scene.ts"

/** People whom something connects, and who are not one person. */

export const erinInCrm: KnownContact = { id: "003Kth000000001IAA", fields: { FirstName: "Erin", LastName: "Novak" } }
export const frankInCrm: KnownContact = { id: "003Kth000000002IAA", fields: { FirstName: "Frank", LastName: "Novak" } }

const landline = { mediaType: "VOICE", ani: "tel:+12065550171", dnis: "tel:+18005550199" } as const
const erinCall = guide("call-erin", "voice", landline.ani)
const frankCall = eventBridge("call-frank", landline)
const frankMail = guide("mail-frank", "email", "frank.novak@example.com")

export const oneLandline: Scene = {
  title: "Two people on one landline, whom the CRM knows apart",
  steps: [
    {
      at: "09:00:00",
      who: "Erin calls, and the CRM knows her",
      send: erinCall.created({ salesforce_id: erinInCrm.id }),
      becomes: "applied",
    },
    { at: "09:04:00", who: "Erin hangs up", send: erinCall.ended(), becomes: "applied" },
    { at: "09:20:00", who: "The same line calls: Erin again?", send: frankCall.start(), becomes: "applied" },
    {
      at: "09:20:18",
      who: "No: the CRM says Frank",
      send: frankCall.attributes({ salesforce_id: frankInCrm.id }),
      becomes: "applied",
    },
    {
      at: "09:31:00",
      who: "Frank writes, logged in",
      send: frankMail.created({ "Salesforce ID": frankInCrm.id }),
      becomes: "applied",
    },
  ],
}

const centre = "tel:+18005550199"
const graceCalled = eventBridge("outbound-grace", {
  mediaType: "VOICE",
  direction: "OUTBOUND",
  ani: centre,
  dnis: "tel:+14155550110",
})
const hugoCalled = eventBridge("outbound-hugo", {
  mediaType: "VOICE",
  direction: "OUTBOUND",
  ani: centre,
  dnis: "tel:+14155550122",
})
const graceCall = eventBridge("call-grace", { mediaType: "VOICE", ani: "tel:+14155550110", dnis: centre })

export const outbound: Scene = {
  title: "Outbound calls: the customer is who was dialled, not who dials",
  steps: [
    { at: "09:02:00", who: "The centre calls Grace", send: graceCalled.start(), becomes: "applied" },
    { at: "09:02:40", who: "The centre calls Hugo", send: hugoCalled.start(), becomes: "applied" },
    { at: "09:15:00", who: "Grace calls back", send: graceCall.start(), becomes: "applied" },
  ],
}
