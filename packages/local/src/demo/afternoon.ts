import type { Centre } from "./Centre.ts"
import { eventBridge, guide, type Payload } from "./Payloads.ts"

/** People who go on coming while somebody looks at the console: each first chats, and then calls. */
const people = [
  { name: "Olivia", email: "olivia.berg@example.com", phone: "+12025550160" },
  { name: "Pavel", email: "pavel.hora@example.org", phone: "+12025550161" },
  { name: "Quinn", email: "quinn.adeyemi@example.net", phone: "+12025550162" },
  { name: "Rosa", email: "rosa.marin@example.com", phone: "+12025550163" },
  { name: "Samir", email: "samir.haddad@example.org", phone: "+12025550164" },
] as const

const betweenMillis = 1_200

/** What one visit sends: an anonymous chat, an email typed into it, and a call with the number on file. */
const visit = (turn: number): ReadonlyArray<Payload> => {
  const person = people[turn % people.length] ?? people[0]
  const day = Math.floor(turn / people.length)
  const visitor = { visitorId: `web-${person.name.toLowerCase()}-${day}` }
  const chat = guide(`chat-${person.name.toLowerCase()}-${day}`, "webchat")
  const call = eventBridge(`call-${person.name.toLowerCase()}-${day}`, {
    mediaType: "VOICE",
    ani: `tel:${person.phone}`,
  })
  return [
    chat.created(visitor),
    chat.updated({ ...visitor, email: person.email, firstName: person.name }),
    call.start(),
    call.attributes({ "Customer Email": person.email }),
    chat.ended(),
    call.end(),
  ]
}

/** A light, steady traffic until `isOver`. */
export const goOn = async ({ send, genesys }: Centre, isOver: () => boolean): Promise<void> => {
  for (let turn = 0; !isOver(); turn += 1) {
    for (const payload of visit(turn)) {
      if (isOver()) return
      const { conversation, ends, body } = payload
      if (conversation !== undefined && genesys.interaction(conversation.id) === undefined)
        genesys.openConversation(conversation)
      const now = Date.now()
      if (ends === true && conversation !== undefined) genesys.endConversation(conversation.id, now)
      await send(body(now))
      await new Promise((resolve) => setTimeout(resolve, betweenMillis))
    }
  }
}
