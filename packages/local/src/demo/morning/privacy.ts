import { eventBridge, guide } from "../Payloads.ts"
import type { Scene } from "../Scene.ts"

/** What must not stay. */

const juliaMail = guide("mail-julia", "email", "julia.brandt@example.com")
const juliaCall = eventBridge("call-julia", { mediaType: "VOICE", ani: "tel:+16175550158" })
const juliaBack = guide("chat-julia", "webchat", "julia.brandt@example.com")
const juliaAgain = eventBridge("call-julia-again", { mediaType: "VOICE", ani: "tel:+16175550158" })

export const forgotten: Scene = {
  title: "Somebody who wants to be forgotten, and comes back",
  steps: [
    { at: "09:30:00", who: "Julia writes", send: juliaMail.created({ firstName: "Julia" }), becomes: "applied" },
    { at: "09:33:00", who: "An unknown number calls", send: juliaCall.start(), becomes: "applied" },
    {
      at: "09:33:20",
      who: "It is Julia",
      send: juliaCall.attributes({ email: "julia.brandt@example.com" }),
      becomes: "applied",
    },
    { at: "09:35:00", who: "The privacy officer erases her", does: { erase: { email: "julia.brandt@example.com" } } },
    { at: "09:41:00", who: "Julia chats with the same email", send: juliaBack.created(), becomes: "suppressed" },
    { at: "09:42:00", who: "Julia calls from the same phone", send: juliaAgain.start(), becomes: "suppressed" },
    {
      at: "09:43:00",
      happened: "09:34:00",
      who: "The end of the call of before",
      send: juliaCall.end(),
      becomes: "suppressed",
    },
  ],
}

const karimChat = guide("chat-karim", "webchat", "karim.haddad@example.com")

export const cardNumber: Scene = {
  title: "A card number in the wrong field",
  steps: [
    {
      at: "09:45:00",
      who: "Karim types his card into the form",
      send: karimChat.created({ name: "Karim Haddad 4111 1111 1111 1111" }),
      becomes: "applied",
    },
  ],
}
