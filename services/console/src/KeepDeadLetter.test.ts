import { DeadLetters, Identifiers } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { deadLetterSubscriptionName, pushPath, type TopicName } from "@kith/core/pipeline"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { at, idOf, keyOf, openWorld, type World } from "./fixtures/World.ts"

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

const observed: InteractionObserved = {
  schema: 1,
  acceptId: "accepted-1",
  eventKey: "event-1",
  dialect: "guide",
  kind: "opened",
  interactionId: "call",
  role: "customer",
  at,
  receivedAt: at,
  identifiers: [{ kind: "email", value: "ada@example.org", source: "attributes.custom.email" }],
  traits: [],
  signals: [],
  links: [],
  suppressed: false,
}

const giveUp = (
  data: unknown,
  { topic = "interaction-opened", messageId = "m-1", publishTime = new Date().toISOString(), ...attributes } = {} as {
    topic?: TopicName
    messageId?: string
    publishTime?: string
    reason?: string
    detail?: string
  },
) =>
  world.ask(`POST ${pushPath(deadLetterSubscriptionName({ topic, service: "resolver" }))}`, {
    body: {
      message: { data: Buffer.from(JSON.stringify(data)).toString("base64"), messageId, publishTime, attributes },
      subscription: "s",
    },
  })

const kept = async () => {
  const { body } = await world.ask("GET /dead-letters", { scope: "operations" })
  return body?.["deadLetters"] as ReadonlyArray<Record<string, unknown>>
}
const counts = () => world.run(Documents.use((documents) => documents.counts))
const replay = (id: unknown, body?: object) =>
  world.ask(`POST /dead-letters/${id}/replay`, { scope: "operations", ...(body !== undefined && { body }) })
const later = () => new Date(Date.now() + 60_000).toISOString()

describe("a message that was given up", () => {
  it("is kept with its reason and ends the event as dead-lettered", async () => {
    expect(await giveUp(observed, { reason: "MessageIsUnreadable", detail: "kind: invalid_value" })).toEqual({
      status: 204,
    })
    expect(await kept()).toMatchObject([
      {
        origin: { subscription: "interaction-opened-to-resolver", topic: "interaction-opened" },
        reason: "MessageIsUnreadable",
        detail: "kind: invalid_value",
        state: "waiting",
      },
    ])
    expect(await counts()).toEqual({ deadLettered: 1 })
  })

  it("is one record however often it comes", async () => {
    await giveUp(observed)
    await giveUp(observed, { messageId: "m-2", publishTime: later() })
    await giveUp({ schema: 1, erasureId: idOf(1) }, { topic: "person-forgotten" })
    await giveUp(
      { schema: 1, erasureId: idOf(1) },
      { topic: "person-forgotten", messageId: "m-3", publishTime: later() },
    )
    expect((await kept()).map(({ reason }) => reason)).toEqual(["AttemptsExhausted", "AttemptsExhausted"])
    expect(await counts()).toEqual({ deadLettered: 1 })
  })

  it("is kept though nobody can read it", async () => {
    await giveUp("neither an event nor anything else")
    expect(await kept()).toHaveLength(1)
    expect(await counts()).toEqual({})
  })

  it("shows what it says of people only to whoever may see that", async () => {
    await giveUp(observed)
    expect(JSON.stringify(await kept())).not.toContain("ada@example.org")
    const [id] = (await kept()).map((one) => one["id"])
    expect((await world.get(DeadLetters, String(id)))?.body.data).toEqual(observed)
  })

  it("is not kept when it names somebody who was forgotten meanwhile", async () => {
    await world.put(Identifiers, keyOf("email", "ada@example.org"), { schema: 1, state: "tombstone", at })
    await giveUp(observed)
    expect(await kept()).toEqual([])
    expect(await counts()).toEqual({ suppressed: 1 })
  })

  it("is gone after thirty days, replayed or not", async () => {
    await giveUp(observed)
    const id = String((await kept())[0]?.["id"])
    await replay(id)
    const inDays = (days: number) =>
      world.run(
        Effect.gen(function* () {
          yield* TestClock.setTime(Date.now() + days * 24 * 3600 * 1000)
          return yield* (yield* Documents).getMany([ref(DeadLetters, id)])
        }).pipe(Effect.provide(TestClock.layer())),
      )
    expect(await inDays(29)).toMatchObject([{ body: { state: "replayed" } }])
    expect(await inDays(31)).toEqual([undefined])
  })

  it("is forgotten with whom it names, replayed or not", async () => {
    await giveUp(observed)
    await replay((await kept())[0]?.["id"])
    await giveUp({ ...observed, acceptId: "accepted-2", identifiers: [] })
    await world.ask("POST /erasures", { scope: "privacy", body: { email: "ada@example.org" } })
    expect(await kept()).toHaveLength(1)
  })
})

describe("a replay", () => {
  const waiting = async () => {
    await giveUp(observed, { reason: "VendorRefused" })
    return (await kept())[0]?.["id"]
  }
  const queue = () => world.queued("interaction-opened-to-resolver")

  it("says what it would do, and does nothing, in a dry run", async () => {
    const id = await waiting()
    expect(await replay(id, { dryRun: true })).toMatchObject({
      status: 200,
      body: { dryRun: true, to: { topic: "interaction-opened" } },
    })
    expect(await queue()).toEqual([])
    expect(await kept()).toMatchObject([{ state: "waiting" }])
  })

  it("publishes the message as it was", async () => {
    expect(await replay(await waiting())).toMatchObject({ status: 200, body: { state: "replayed" } })
    expect(await queue()).toMatchObject([{ data: observed }])
    expect(Object.keys((await queue())[0]?.attributes ?? {})).not.toContain("reason")
    expect(await kept()).toMatchObject([{ state: "replayed" }])
  })

  it("happens once, unless it is asked for again", async () => {
    const id = await waiting()
    await replay(id)
    expect(await replay(id)).toMatchObject({ status: 409 })
    expect(await queue()).toHaveLength(1)
    expect(await replay(id, { again: true })).toMatchObject({ status: 200 })
    expect(await queue()).toHaveLength(2)
  })

  it("waits again when the message is given up again, and not when the old one comes late", async () => {
    const id = await waiting()
    await replay(id)
    await giveUp(observed, { publishTime: new Date(at).toISOString() })
    expect(await kept()).toMatchObject([{ state: "replayed" }])
    await giveUp(observed, { publishTime: later(), reason: "AttemptsExhausted" })
    expect(await kept()).toMatchObject([{ id, state: "waiting", reason: "AttemptsExhausted" }])
  })

  it("marks nothing as replayed that could not be published", async () => {
    const id = await waiting()
    world.breakDown(true)
    expect(await replay(id)).toMatchObject({ status: 503 })
    expect(await kept()).toMatchObject([{ state: "waiting" }])
  })

  it("takes a kept body through the webhook once more, which says if it is still no event", async () => {
    const keep = (data: unknown) =>
      world.put(DeadLetters, "kept", {
        schema: 1,
        origin: { webhook: "/webhooks/genesys" },
        reason: "InvalidEvent",
        data,
        attributes: {},
        receivedAt: Date.now(),
        state: "waiting",
      })
    await keep({ eventType: "Interaction.Created", interaction: { id: 1 } })
    expect(await replay("kept")).toMatchObject({ status: 422 })
    const custom = { email: "ada@example.org" }
    await keep({ id: "call", type: "webchat", state: "ACTIVE", attributes: { custom }, channels: [] })
    expect(await replay("kept", { dryRun: true })).toMatchObject({ body: { to: { webhook: "/webhooks/genesys" } } })
    expect(await replay("kept")).toMatchObject({ status: 200, body: { state: "replayed" } })
    expect(await queue()).toMatchObject([{ data: { interactionId: "call", identifiers: [{ value: custom.email }] } }])
    expect(await counts()).toMatchObject({ accepted: 1 })
  })

  it("is not for what is not there", async () => {
    expect(await replay("nothing")).toMatchObject({ status: 404 })
    expect(await replay("a%2Fb")).toMatchObject({ status: 404 })
  })
})
