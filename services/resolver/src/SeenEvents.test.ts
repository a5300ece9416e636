import { Interactions, SeenEvents } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Layer, ManagedRuntime } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { resolveIdentity } from "./ResolveIdentity.ts"

const makeWorld = () => {
  const documents = sqliteDocuments.pipe(Layer.provideMerge(Sqlite.layer(":memory:")))
  const topics = Layer.succeed(Topics, { publish: () => Effect.void })
  const keys = Layer.succeed(Keys, makeKeyring("a pepper for tests, long enough to be one"))
  return ManagedRuntime.make(Layer.mergeAll(documents, topics, keys))
}
let world: ReturnType<typeof makeWorld>
beforeEach(() => {
  world = makeWorld()
})
afterEach(() => world.dispose())

/** An event of which the sender told no time: what it says is the latest there is, whenever it comes. */
const told = (number: number, receivedAt: number): InteractionObserved => ({
  schema: 1,
  acceptId: `accept-${number}-${receivedAt}`,
  eventKey: `event-${number}`,
  dialect: "guide",
  kind: "updated",
  interactionId: "chat-1",
  role: "customer",
  at: receivedAt,
  receivedAt,
  identifiers: [{ kind: "email", value: "ada@example.com", source: "email" }],
  traits: [{ name: "customerTier", value: `tier ${number}`, source: "customerTier" }],
  signals: [],
  links: [],
  suppressed: false,
})

const hear = (number: number, receivedAt: number) => world.runPromise(resolveIdentity(told(number, receivedAt)))
const counts = () => world.runPromise(Documents.use((documents) => documents.counts))
const interaction = async () =>
  (await world.runPromise(Documents.use((documents) => documents.getMany([ref(Interactions, "chat-1")]))))[0]?.body
const remembered = () => world.runPromise(Documents.use((documents) => documents.list(SeenEvents, { limit: 200 })))

describe("an event that comes again", () => {
  it("is a duplicate that changes nothing, though its interaction has had a hundred others since", async () => {
    for (let number = 0; number < 100; number++) await hear(number, number)
    const before = await interaction()
    for (const number of [0, 20, 99]) await hear(number, 1_000 + number)
    expect(await interaction()).toEqual(before)
    expect(await counts()).toMatchObject({ applied: 100, duplicate: 3 })
  })

  it("is remembered apart only where its interaction lists it no more, and by a hash", async () => {
    for (let number = 0; number < 64; number++) await hear(number, number)
    expect(await remembered()).toEqual([])
    await hear(64, 64)
    const [only, ...others] = await remembered()
    expect(others).toEqual([])
    expect(only?.id).toMatch(/^[\w-]{22}$/)
  })
})
