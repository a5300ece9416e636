import { eventBridge, guide, verbatim } from "../Payloads.ts"
import type { Scene } from "../Scene.ts"

/** What no customer did on purpose: late, in the wrong order, meaningless, broken. */

const inesChat = guide("chat-ines", "webchat")
const inesCall = eventBridge("call-ines", { mediaType: "VOICE", ani: "+1 (617) 555-0136" })
const inesToday = { email: "ines.costa@example.org", firstName: "Ines", lastName: "Costa", tier: "Platinum" }

export const outOfOrder: Scene = {
  title: "Late and in the wrong order",
  steps: [
    {
      at: "09:10:00",
      happened: "09:09:30",
      who: "Ines' attributes, before the call's start",
      send: inesCall.attributes({ "context.email": "ines.costa@example.org" }),
      becomes: "applied",
    },
    { at: "09:10:05", happened: "09:09:00", who: "The start of the call", send: inesCall.start(), becomes: "applied" },
    { at: "09:22:00", who: "Ines chats: now Platinum", send: inesChat.created(inesToday), becomes: "applied" },
    {
      at: "09:25:00",
      happened: "09:16:00",
      who: "Her tier of before, nine minutes late",
      send: inesCall.attributes({ "context.email": "ines.costa@example.org", tier: "Silver" }),
      becomes: "applied",
    },
    { at: "09:25:10", happened: "09:17:00", who: "The end of the call", send: inesCall.end(), becomes: "applied" },
  ],
}

const queued = eventBridge("call-ines", { mediaType: "VOICE" })

export const noise: Scene = {
  title: "What says nothing about anybody",
  steps: [
    { at: "09:26:00", who: "An event of the queue", send: queued.says("acd.start", {}), becomes: "irrelevant" },
    { at: "09:26:10", who: "An event of an agent", send: queued.says("user.start", {}), becomes: "irrelevant" },
    { at: "09:26:20", who: "A word of tomorrow's", send: inesChat.says("Transferred"), becomes: "irrelevant" },
    { at: "09:26:30", who: "A wait time", send: inesChat.updated({ waitSeconds: 41 }), becomes: "irrelevant" },
  ],
}

const stranger = guide("chat-stranger", "webchat", "mallory@example.com")
const tooMuch = guide("chat-too-much", "webchat").created({ note: "x".repeat(300_000) })
const brokenOff = verbatim("(broken off)", `{"eventType": "Interaction.Created", "interaction": {"id": "chat-bro`)
const wrongType = verbatim("(id is a number)", `{"eventType": "Interaction.Created", "interaction": {"id": 42}}`)

export const badInput: Scene = {
  title: "What is turned away at the door",
  steps: [
    { at: "09:27:00", who: "Half an event", send: brokenOff, becomes: "invalid" },
    { at: "09:27:05", who: "An event of a wrong shape", send: wrongType, becomes: "invalid" },
    { at: "09:27:10", who: "300 KB", send: tooMuch, becomes: "tooLarge" },
    { at: "09:27:15", who: "No token", send: stranger.created(), isStranger: true, becomes: "unauthenticated" },
  ],
}
