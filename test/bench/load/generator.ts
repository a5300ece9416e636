import { Pool } from "undici"
import type { Plan, Sent } from "./Plan.ts"
import { chance, traffic } from "./Traffic.ts"

/**
 * An open-loop load generator, a process of its own: events come at random moments of a Poisson process whatever the
 * answers do, and how long one took is counted from the moment it should have been sent.
 */

const now = () => performance.timeOrigin + performance.now()

const run = async ({ url, token, rate, seconds, seed, mix, name, connections }: Plan): Promise<Sent> => {
  const pool = new Pool(url, { connections, pipelining: 1 })
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const next = traffic(name, seed, mix)
  const random = chance(seed + 1)
  const sent: Sent = {
    conversations: [],
    opens: [],
    dueAt: [],
    answeredAt: [],
    statuses: [],
    eventIds: [],
    matters: [],
    lateMillis: 0,
  }
  const underWay = new Set<Promise<void>>()
  const began = now() + 100
  let due = began
  let n = 0

  const post = async (at: number) => {
    let event = next(n++)
    while (event === undefined) event = next(n++)
    const index = sent.dueAt.push(at) - 1
    sent.conversations.push(event.conversation)
    sent.opens.push(event.opens)
    try {
      const { statusCode, body } = await pool.request({
        path: "/webhooks/genesys",
        method: "POST",
        headers,
        body: event.body,
      })
      const answer = (await body.json()) as { readonly eventId?: string; readonly disposition?: string }
      sent.answeredAt[index] = now()
      sent.statuses[index] = statusCode
      sent.eventIds[index] = answer.eventId ?? ""
      sent.matters[index] = answer.disposition !== "irrelevant"
    } catch {
      sent.answeredAt[index] = now()
      sent.statuses[index] = 0
      sent.eventIds[index] = ""
      sent.matters[index] = false
    }
  }

  while (due < began + seconds * 1000) {
    const wait = due - now()
    if (wait > 0.5) await new Promise((resolve) => setTimeout(resolve, wait))
    while (due <= now() && due < began + seconds * 1000) {
      sent.lateMillis = Math.max(sent.lateMillis, now() - due)
      const one = post(due)
      underWay.add(one)
      void one.finally(() => underWay.delete(one))
      due -= (Math.log(1 - random()) * 1000) / rate
    }
  }
  await Promise.all(underWay)
  await pool.close()
  return sent
}

process.once("message", (plan: Plan) => {
  void run(plan).then((sent) => process.send?.(sent, () => process.exit(0)))
})
