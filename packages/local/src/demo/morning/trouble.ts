import { eventBridge, guide } from "../Payloads.ts"
import type { KnownContact, Scene } from "../Scene.ts"

/** When the systems around have a bad day. */

const lenaChat = guide("chat-lena", "webchat", "lena.berg@example.net")
const mateoCall = eventBridge("call-mateo", { mediaType: "VOICE", ani: "tel:+13035550105" })
const anaLater = guide("chat-ana-later", "webchat", "ana.lima@example.com")

export const crmDown: Scene = {
  title: "The CRM is down; agents still see who calls",
  steps: [
    { at: "09:50:00", who: "The CRM goes down", does: { crm: "goes down" } },
    { at: "09:50:10", who: "Lena chats", send: lenaChat.created({ firstName: "Lena" }), becomes: "applied" },
    { at: "09:50:30", who: "Mateo calls", send: mateoCall.start(), becomes: "applied" },
    { at: "09:51:00", who: "Ana chats again", send: anaLater.created(), becomes: "applied" },
    { at: "09:51:30", who: "Lena's surname", send: lenaChat.updated({ lastName: "Berg" }), becomes: "applied" },
    { at: "09:51:50", who: "Mateo hangs up", send: mateoCall.end(), becomes: "applied" },
    { at: "09:52:00", who: "The CRM comes back", does: { crm: "comes back" } },
  ],
}

const nadia = { email: "nadia.petrov@example.com" }
export const nadiaInCrm: KnownContact = {
  id: "003Kth000000003IAA",
  fields: { FirstName: "Nadia", LastName: "Petrov", Email: nadia.email },
}
export const nadiaInCrmAgain: KnownContact = {
  id: "003Kth000000004IAA",
  fields: { FirstName: "N.", LastName: "Petrov", Email: nadia.email },
}
const nadiaChat = guide("chat-nadia", "webchat", nadia.email)

export const reviewed: Scene = {
  title: "The CRM had her twice: somebody says which, and what was kept is replayed",
  steps: [
    { at: "09:53:00", who: "Nadia chats", send: nadiaChat.created(), becomes: "applied", crmRefuses: true },
    { at: "09:54:00", who: "A colleague removes the second contact", does: { removeContact: nadiaInCrmAgain } },
    { at: "09:54:10", who: "The kept message is replayed", does: { replayParked: nadia } },
  ],
}

const caller = (name: string, number: string) =>
  eventBridge(`call-${name}`, { mediaType: "VOICE", ani: `tel:${number}` })
const omar = caller("omar", "+12125550161")
const priya = caller("priya", "+12125550162")
const rosa = caller("rosa", "+12125550163")
const samir = caller("samir", "+12125550164")

export const rush: Scene = {
  title: "Ten o'clock: everybody at once, an answer gets lost, tokens expire",
  steps: [
    { at: "09:59:58", who: "An answer of the CRM will get lost", does: { crm: "loses an answer" } },
    { at: "09:59:59", who: "Genesys withdraws all tokens", does: { genesys: "withdraws its tokens" } },
    { at: "10:00:00", who: "Omar calls", send: omar.start(), becomes: "applied" },
    { at: "10:00:00", who: "Priya calls", send: priya.start(), becomes: "applied" },
    { at: "10:00:00", who: "Rosa calls", send: rosa.start(), becomes: "applied" },
    { at: "10:00:00", who: "Samir calls", send: samir.start(), becomes: "applied" },
    { at: "10:02:00", who: "Omar hangs up", send: omar.end(), becomes: "applied" },
    { at: "10:02:00", who: "Priya hangs up", send: priya.end(), becomes: "applied" },
    { at: "10:02:00", who: "Rosa hangs up", send: rosa.end(), becomes: "applied" },
  ],
}
