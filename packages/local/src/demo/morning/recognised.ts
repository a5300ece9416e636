import { eventBridge, guide, verbatim } from "../Payloads.ts"
import type { Scene } from "../Scene.ts"

/** People who come by several ways, and are one person each. */

const johnChat = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
const guidesExample = `{
"id": "${johnChat}",
"type": "webchat",
"state": "ACTIVE",
"attributes": {
"custom": {
"visitorId": "uuid-anon-123",
"email": "john.doe@example.com"
}
},
"channels": [
{
"id": "chan-123",
"type": "webchat",
"direction": "INBOUND",
"address": {
"id": "john.doe@example.com",
"label": "john.doe@example.com"
}
}
]
}`
const john = guide(johnChat, "webchat")
const johnOpens = verbatim("Interaction.Stream", guidesExample, john.conversation)

export const guideExample: Scene = {
  title: "The guide's own payload, word for word",
  steps: [
    { at: "08:00:00", who: "John chats from the web shop", send: johnOpens, becomes: "applied" },
    { at: "08:00:01", who: "Genesys repeats it", send: johnOpens, becomes: "irrelevant" },
    { at: "08:09:30", who: "John's chat is over", send: john.ended(), becomes: "applied" },
  ],
}

const anaChat = guide("chat-ana", "webchat")
const anaCall = eventBridge("call-ana", { mediaType: "VOICE", ani: "tel:+12025550143", dnis: "tel:+18005550199" })
const anaWhatsApp = eventBridge("whatsapp-ana", {
  mediaType: "MESSAGE",
  messageType: "WHATSAPP",
  addressFrom: "12025550143",
})
const anaVisitor = { visitorId: "web-7f3a91" }
const anaEmail = { ...anaVisitor, email: "Ana.Lima@example.com" }
const anaForm = { ...anaEmail, firstName: "Ana", lastName: "Lima", tier: "Gold" }

export const visitorGivesEmail: Scene = {
  title: "A web visitor whom nobody knows gives her email, calls, and writes",
  steps: [
    { at: "08:05:00", who: "A browser opens the chat", send: anaChat.created(anaVisitor), becomes: "applied" },
    { at: "08:05:02", who: "The chat is routed", send: anaChat.started(anaVisitor), becomes: "irrelevant" },
    { at: "08:05:40", who: "She reads a page", send: anaChat.updated({ page: "/prices" }), becomes: "irrelevant" },
    { at: "08:06:10", who: "She gives her email", send: anaChat.updated(anaEmail), becomes: "applied" },
    { at: "08:06:55", who: "She fills in the form: Ana", send: anaChat.updated(anaForm), becomes: "applied" },
    { at: "08:07:20", who: "The form is sent once more", send: anaChat.updated(anaForm), becomes: "irrelevant" },
    { at: "08:30:00", who: "An unknown number calls", send: anaCall.start(), becomes: "applied" },
    {
      at: "08:30:20",
      who: "The caller spells an email: it is Ana",
      send: anaCall.attributes({ " Customer Email": "ana.lima@EXAMPLE.com" }),
      becomes: "applied",
    },
    {
      at: "08:30:25",
      happened: "08:30:00",
      who: "The call's start comes a second time",
      send: anaCall.start(),
      becomes: "duplicate",
    },
    { at: "08:36:00", who: "Ana hangs up", send: anaCall.end(), becomes: "applied" },
    { at: "08:52:00", who: "A WhatsApp from Ana's number", send: anaWhatsApp.start(), becomes: "applied" },
  ],
}

const benChat = guide("chat-ben", "webchat", "ben.okafor@example.org")
const benCall = guide("call-ben", "voice", "anonymous")
const carlaChat = guide("chat-carla", "webchat", "carla.rossi@example.org")
const carlaCall = guide("call-carla", "voice")

export const escalated: Scene = {
  title: "Chats that become calls: the call knows nothing but its parent",
  steps: [
    { at: "08:10:00", who: "Ben chats", send: benChat.created(), becomes: "applied" },
    { at: "08:14:00", who: "A call with a hidden number", send: benCall.created(), becomes: "applied" },
    { at: "08:14:01", who: "It is linked to Ben's chat", send: benCall.linked("chat-ben"), becomes: "applied" },
    { at: "08:20:00", who: "Ben's chat is over", send: benChat.ended(), becomes: "applied" },
    {
      at: "08:21:10",
      who: "A call, linked to an unknown chat",
      send: carlaCall.linked("chat-carla"),
      becomes: "applied",
    },
    {
      at: "08:21:30",
      happened: "08:17:00",
      who: "Only now the chat's start comes: Carla",
      send: carlaChat.created({ fullName: "Carla Rossi" }),
      becomes: "applied",
    },
    { at: "08:21:31", happened: "08:21:05", who: "And the call's", send: carlaCall.created(), becomes: "applied" },
  ],
}

const davidCall = eventBridge("call-david", { mediaType: "VOICE", ani: "sip:+13125550128@carrier.example;user=phone" })
const davidSms = eventBridge("sms-david", { mediaType: "MESSAGE", messageType: "SMS", addressFrom: "+13125550128" })
const davidCallback = eventBridge("callback-david", { mediaType: "CALLBACK", callbackNumbers: ["(312) 555-0128"] })
const davidMail = guide("mail-david", "email", "David Kim <david.kim@example.net>")

export const samePhone: Scene = {
  title: "One phone number in four notations",
  steps: [
    { at: "08:40:00", who: "David calls", send: davidCall.start(), becomes: "applied" },
    { at: "08:44:00", who: "David hangs up", send: davidCall.end(), becomes: "applied" },
    { at: "08:47:00", who: "David sends an SMS", send: davidSms.start(), becomes: "applied" },
    { at: "09:05:00", who: "David wants to be called back", send: davidCallback.start(), becomes: "applied" },
    {
      at: "09:12:00",
      who: "David mails and signs with his number",
      send: davidMail.created({ callerPhoneNumber: "001 312 555 0128" }),
      becomes: "applied",
    },
  ],
}
