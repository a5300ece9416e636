import { Interactions, Persons } from "@kith/core/documents/Collections"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  at,
  idOf,
  interaction,
  keyOf,
  openWorld,
  putInteraction,
  settle,
  sighting,
  type World,
} from "./fixtures/World.ts"

const [ada, grace, former] = [idOf(1), idOf(2), idOf(3)]
const key = keyOf("email", "ada@example.org")

let world: World
beforeEach(async () => {
  world = openWorld()
  await settle(world, "c", [
    { id: ada, identifiers: [{ kind: "email", value: "ada@example.org" }], former: [former] },
    { id: grace, identifiers: [{ kind: "email", value: "grace@example.org" }] },
  ])
})
afterEach(() => world.close())

const answer = async (id: string) =>
  (await world.ask(`GET /interactions/${encodeURIComponent(id)}`, { scope: "profiles" })).body

describe("an interaction", () => {
  it("is pending until its first event has been taken in", async () => {
    expect(await answer("call")).toEqual({ interactionId: "call", status: "pending" })
    await putInteraction(world, interaction("call", []))
    expect(await answer("call")).toEqual({ interactionId: "call", status: "pending" })
  })

  it("tells who it is and because of what, under the id the person has now", async () => {
    await putInteraction(world, interaction("call", [sighting("call", former, [key])]))
    expect(await answer("call")).toEqual({
      interactionId: "call",
      status: "resolved",
      customerId: ada,
      resolutionTier: 1,
      confidence: 0.95,
      because: [
        { kind: "email", key, source: "attributes.custom.email", weight: 0.95, sentence: "The same email address." },
      ],
      refused: [],
      profileVersion: 3,
      policyVersion: 1,
      resolvedAt: "2026-01-05T09:00:00.000Z",
    })
  })

  it("lists the other customers of a conference", async () => {
    const both = [sighting("call", ada, [key], "p1"), sighting("call", grace, [], "p2")]
    await putInteraction(world, interaction("call", both))
    expect(await answer("call")).toMatchObject({
      customerId: ada,
      participantId: "p1",
      customers: [{ customerId: grace, participantId: "p2" }],
    })
  })

  it("is suppressed once its person is forgotten, before the graph has forgotten too", async () => {
    await putInteraction(world, interaction("call", [sighting("call", former, [key])]))
    await world.put(Persons, ada, { schema: 1, state: "erased", at })
    expect(await answer("call")).toEqual({ interactionId: "call", status: "suppressed" })
    await world.put(Interactions, "call", { schema: 1, state: "tombstone", at })
    expect(await answer("call")).toEqual({ interactionId: "call", status: "suppressed" })
  })
})

describe("an interaction of somebody whom tier 2 holds for another", () => {
  const cookie = keyOf("visitor", "v-1")
  const visitor = idOf(4)
  const held = { customerId: ada, confidence: 0.93 }
  const given = { ...sighting("chat", ada, [cookie]), assignedTo: ada }
  const outcome = { ...given.outcome, resolutionTier: 2 as const, confidence: 0.93 }

  const putVisitor = async (probably?: typeof held) => {
    const identifiers = [{ kind: "visitor" as const, value: "v-1" }]
    await settle(world, "v", [{ id: visitor, identifiers, ...(probably && { profile: { probably } }) }])
    await putInteraction(world, interaction("chat", [{ ...given, outcome }]))
  }

  it("answers with that one, and how probable it is; so does a search by conversation", async () => {
    await putVisitor(held)
    expect(await answer("chat")).toMatchObject({ customerId: ada, resolutionTier: 2, confidence: 0.93 })
    const found = await world.ask("POST /profiles/search", { scope: "profiles", body: { conversationId: "chat" } })
    expect(found.body).toMatchObject({ found: true, customerId: ada })
  })

  it("keeps a profile of its own, which tells whom it is held for", async () => {
    await putVisitor(held)
    const own = await world.ask(`GET /profiles/${visitor}`, { scope: "profiles" })
    expect(own.body).toMatchObject({ customerId: visitor, probableCustomerId: ada, probableConfidence: 0.93 })
  })

  it("answers for itself once that is over, by what it carries", async () => {
    await putVisitor()
    expect(await answer("chat")).toMatchObject({
      customerId: visitor,
      resolutionTier: 1,
      confidence: 0.8,
      because: [{ kind: "visitor", sentence: "It carries a browser's visitor id of this person." }],
    })
  })

  it("answers for itself where the other is nobody any more", async () => {
    await putVisitor(held)
    await world.put(Persons, ada, { schema: 1, state: "erased", at })
    expect(await answer("chat")).toMatchObject({ customerId: visitor, resolutionTier: 1 })
  })
})
