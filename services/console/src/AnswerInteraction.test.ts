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
