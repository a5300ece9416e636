import { guideEvent } from "../stories/Events.ts"
import type { Console } from "./Console.ts"

/** Ana, who chats unknown, tells her email, and calls: three interactions, two ids that became one. */
export const ana = {
  email: "ana.lima@example.com",
  phone: "+12025550143",
  chat: "br-chat-ana",
  call: "br-call-ana",
  both: "br-call-ana-again",
} as const

export const meetAna = async ({ centre }: Console): Promise<void> => {
  const visitor = { visitorId: "web-7f3a91" }
  const hears = async (...events: ReadonlyArray<unknown>) => {
    for (const event of events) await centre.post(event)
  }
  await hears(
    guideEvent("Created", 1, { id: ana.chat, custom: visitor }),
    guideEvent("Updated", 2, {
      id: ana.chat,
      custom: { ...visitor, email: ana.email, firstName: "Ana", lastName: "Lima", tier: "Gold" },
    }),
    guideEvent("Created", 5, { id: ana.call, type: "voice", address: ana.phone }),
  )
  // She is two people until a call has both, the phone's and the email's.
  await known(ana.call)(centre)
  await hears(
    guideEvent("Created", 9, { id: ana.both, type: "voice", address: ana.phone, custom: { email: ana.email } }),
  )
  await known(ana.both)(centre)
}

/** Waits until it is decided who is in an interaction. */
export const known =
  (interactionId: string) =>
  async ({ interaction }: Console["centre"]): Promise<string> => {
    for (;;) {
      const { status, customerId } = await interaction(interactionId)
      if (status === "resolved" && typeof customerId === "string") return customerId
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
