import { EventSummary } from "@kith/console/api/Events"
import { Overview } from "@kith/console/api/Overview"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { consoleToken } from "./Secrets.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

const email = "ada@flow.example"
const heard = (id: string, custom: Readonly<Record<string, string>>) => guideEvent("Created", 1, { id, custom })
const postAs = async (id: string, custom: Readonly<Record<string, string>>) =>
  (await centre.post(heard(id, custom))).body["eventId"] as string

describe("The flow", () => {
  let [first, second, merging] = ["", "", ""]

  it("is followed event by event, newest first, with what became of each", async () => {
    first = await postAs("fl-1", { email })
    await centre.settled()
    second = await postAs("fl-2", { phone: "+12125550181" })
    await centre.settled()
    merging = await postAs("fl-3", { email, phone: "+12125550181" })
    await centre.settled()
    await centre.post({ id: "fl-broken", attributes: 3 })
    const { body } = await centre.ask("GET /events")
    expect(body).toMatchObject({ from: "memory" })
    const events = body["events"] as ReadonlyArray<EventSummary>
    const own = events.filter(({ disposition }) => disposition !== "irrelevant")
    expect(own.map(({ eventId, disposition, made }) => [eventId, disposition, made])).toEqual([
      [expect.any(String), "rejected", undefined],
      [merging, "applied", "merge"],
      [second, "applied", "person"],
      [first, "applied", "person"],
    ])
  })

  it("is paged through and looked through by disposition, interaction and person", async () => {
    const list = async (query: string) => (await centre.ask(`GET /events?${query}`)).body
    const page = await list("limit=1&disposition=applied")
    expect(page).toMatchObject({ events: [{ eventId: merging }], next: merging })
    expect(await list(`limit=1&disposition=applied&after=${merging}`)).toMatchObject({ events: [{ eventId: second }] })
    expect(await list("interactionId=fl-2")).toMatchObject({ events: [{ eventId: second }] })
    const customerId = await centre.customerIn("fl-3")
    const theirs = (await list(`customerId=${customerId}`))["events"] as ReadonlyArray<EventSummary>
    expect(theirs.map(({ eventId }) => eventId)).toEqual([merging, second, first])
  })

  it("tells of one event what is stored, decided and sent, and no value unless that is asked for and written down", async () => {
    const { body } = await centre.ask(`GET /events/${merging}`)
    expect(body).toMatchObject({
      event: { eventId: merging, disposition: "applied" },
      masked: true,
      steps: [
        { step: "received", service: "ingress-redactor" },
        { step: "decided", service: "resolver", sentence: expect.stringContaining("two persons are one") },
      ],
      stored: {
        interactionId: "fl-3",
        identifiers: expect.arrayContaining([expect.objectContaining({ kind: "email" })]),
      },
      decided: [{ customerId: await centre.customerIn("fl-3"), resolutionTier: 1 }],
      sent: expect.arrayContaining([
        expect.objectContaining({ system: "genesys", status: "applied" }),
        expect.objectContaining({ system: "salesforce", status: "applied" }),
      ]),
    })
    expect(JSON.stringify(body)).not.toContain(email)
    const unmasked = await centre.ask(`GET /events/${merging}?unmask=true`)
    expect(JSON.stringify(unmasked.body["stored"])).toContain(email)
    const audits = (await centre.ask("GET /audits?limit=500")).body["audits"]
    expect(audits).toContainEqual(expect.objectContaining({ action: "unmasked", subject: merging }))
    expect((await centre.ask("GET /events/00000000-0000-4000-8000-000000000000")).status).toBe(404)
  })

  it("is tried without a trace: step by step, to whom it would be", async () => {
    const before = await centre.settled()
    const { body } = await centre.ask("POST /try", { body: heard("fl-try", { email }) })
    expect(body).toMatchObject({ status: 202, disposition: "applied", masked: true })
    expect((body["steps"] as ReadonlyArray<{ step: string }>).map(({ step }) => step)).toEqual([
      ...["parsed", "decoded", "identified", "checked", "redacted", "resolved"],
    ])
    expect(body["decided"]).toMatchObject([{ customerId: await centre.customerIn("fl-3"), resolutionTier: 1 }])
    expect(JSON.stringify(body)).not.toContain(email)
    expect(await centre.interaction("fl-try")).toMatchObject({ status: "pending" })
    expect(await centre.ledger()).toEqual(before)
    const broken = await centre.ask("POST /try", { body: { id: "x", attributes: 3 } })
    expect(broken.body).toMatchObject({ status: 400, disposition: "rejected", steps: [{}, { outcome: "stopped" }] })
  })

  it("is seen at a glance: the ledger, the queues, how long everything takes", async () => {
    const overview = Overview.parse((await centre.ask("GET /overview")).body)
    expect(overview).toMatchObject({ world: "embedded", ledger: { applied: 3, balanced: true }, missing: [] })
    expect(overview.topics.find(({ topic }) => topic === "interaction-opened")?.perSecond).toBeGreaterThan(0)
    const resolving = overview.subscriptions.find((one) => one.subscription === "interaction-opened-to-resolver")
    expect(resolving).toMatchObject({ backlog: 0, oldestSeconds: 0, deadLettersWaiting: 0 })
    for (const { stage, count, p50, points } of overview.stages) {
      expect([stage, count]).toEqual([stage, expect.any(Number)])
      expect(p50, stage).not.toBeNull()
      expect(points.length, stage).toBeGreaterThan(0)
    }
    expect(overview.systems.map(({ system }) => system).sort()).toEqual(["genesys", "salesforce"])
    expect(overview.deadLetters).toMatchObject({
      waiting: 1,
      byReason: [{ reason: "InvalidEvent", origin: "webhook", count: 1 }],
    })
  })

  it("comes by itself to whoever looks on", async () => {
    const leaving = new AbortController()
    const response = await fetch(`${centre.url()}/stream`, {
      headers: { authorization: `Bearer ${consoleToken}` },
      signal: leaving.signal,
    })
    expect(response.headers.get("content-type")).toBe("text/event-stream")
    const messages = sentEvents(response.body as ReadableStream<Uint8Array>)
    Overview.parse((await nextOf(messages, "overview")).data)
    const eventId = await postAs("fl-4", { email })
    const seen: Array<string> = []
    while (seen.at(-1) !== "applied") {
      const event = EventSummary.parse((await nextOf(messages, "event")).data)
      if (event.eventId === eventId) seen.push(event.disposition)
    }
    expect(seen).toEqual(["pending", "applied"])
    leaving.abort()
  })
})

interface SentEvent {
  readonly name: string
  readonly data: unknown
}

async function* sentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<SentEvent> {
  let text = ""
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const complete = text.split("\n\n")
    text = complete.pop() ?? ""
    for (const one of complete) {
      const [, name = "", data = "null"] = /^event: (\w+)\ndata: (.*)$/.exec(one) ?? []
      yield { name, data: JSON.parse(data) }
    }
  }
}

const nextOf = async (events: AsyncGenerator<SentEvent>, name: string): Promise<SentEvent> => {
  for (;;) {
    const { value, done } = await events.next()
    if (done === true) throw new Error("the stream ended")
    if (value.name === name) return value
  }
}
