import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import { asserted, eventOf } from "@kith/core/identity/fixtures/Event"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Layer, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { countingDocuments, noTraffic } from "./fixtures/CountingDocuments.ts"
import { resolveIdentity } from "./ResolveIdentity.ts"

const makeWorld = () => {
  const traffic = noTraffic()
  const stored = sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:")))
  const documents = countingDocuments(traffic).pipe(Layer.provide(stored))
  const topics = Layer.succeed(Topics, { publish: () => Effect.void })
  const keys = Layer.succeed(Keys, makeKeyring("a pepper for tests, long enough to be one"))
  // On this clock nobody loses patience with whoever is before.
  const runtime = ManagedRuntime.make(Layer.mergeAll(documents, topics, keys, TestClock.layer()))
  /** What one event costs. */
  const cost = (event: InteractionObserved) => costAtOnce([event])
  const costAtOnce = async (events: ReadonlyArray<InteractionObserved>) => {
    // Read every two seconds, however many events there are: no event's own cost.
    await runtime.runPromise(policyInForce())
    Object.assign(traffic, noTraffic())
    await runtime.runPromise(Effect.forEach(events, resolveIdentity, { concurrency: "unbounded", discard: true }))
    return { ...traffic }
  }
  return { cost, costAtOnce, close: () => runtime.dispose() }
}
let world: ReturnType<typeof makeWorld>
beforeEach(() => {
  world = makeWorld()
})
afterEach(() => world.close())

const ann = [asserted("email", "ann@example.com"), asserted("phone", "+4930111"), asserted("crm.salesforce", "003a")]
const bob = [asserted("email", "bob@example.com"), asserted("phone", "+4930222"), asserted("visitor", "v-bob")]

describe("What an event costs the store", () => {
  it("is two round trips for somebody new", async () => {
    const { roundTrips, written } = await world.cost(eventOf("first", ann))
    expect(roundTrips).toBe(2)
    // The interaction, the component, the person, who bears the first name, and a pointer for each identifier.
    expect(written).toBe(7)
  })

  it("is three for somebody known, whatever is known of the person", async () => {
    await world.cost(eventOf("first", ann))
    const early = await world.cost(eventOf("second", ann.slice(0, 2)))
    for (let n = 0; n < 30; n++) await world.cost(eventOf(`more-${n}`, [...ann, asserted("visitor", `v-${n}`)]))
    const late = await world.cost(eventOf("last", ann.slice(0, 2)))
    expect(early).toMatchObject({ roundTrips: 3, written: 3 })
    expect(late).toEqual(early)
  })

  it("is no more for those who come at once and name the same than for one after the other", async () => {
    await world.cost(eventOf("first", ann))
    const later = Array.from({ length: 20 }, (_, n) => eventOf(`later-${n}`, ann.slice(n % 2, 2)))
    const { roundTrips, written } = await world.costAtOnce(later)
    expect({ roundTrips, written }).toEqual({ roundTrips: 20 * 3, written: 20 * 3 })
  })

  it("is two for a duplicate, which is written nowhere", async () => {
    const event = eventOf("first", ann)
    await world.cost(event)
    expect(await world.cost(event)).toMatchObject({ roundTrips: 2, written: 0 })
  })

  it("is three for what follows in an interaction", async () => {
    await world.cost(eventOf("first", ann))
    expect(await world.cost(eventOf("first", ann, { kind: "updated" }))).toMatchObject({ roundTrips: 3, written: 3 })
  })

  it("is three for one more identifier, and writes nothing of the others", async () => {
    await world.cost(eventOf("first", ann))
    const more = await world.cost(eventOf("second", [...ann.slice(0, 1), asserted("visitor", "v-new")]))
    expect(more).toMatchObject({ roundTrips: 3, written: 4 })
  })

  it("is three for a merge", async () => {
    await world.cost(eventOf("first", ann))
    await world.cost(eventOf("second", bob))
    const merged = await world.cost(eventOf("third", [ann[0] as never, bob[0] as never]))
    expect(merged.roundTrips).toBe(3)
  })

  it("is four where a person's component is another by now, and never more", async () => {
    await world.cost(eventOf("first", bob))
    await world.cost(eventOf("second", ann))
    await world.cost(eventOf("third", [ann[0] as never, bob[0] as never]))
    const stale = [await world.cost(eventOf("first", bob, { kind: "updated" }))]
    stale.push(await world.cost(eventOf("second", ann.slice(1), { kind: "ended" })))
    expect(Math.max(...stale.map(({ roundTrips }) => roundTrips))).toBeLessThanOrEqual(4)
  })

  it("is four for somebody new whom tier 2 holds for somebody known, and five for who comes again", async () => {
    const device = [{ kind: "device" as const, value: "d1", source: "fingerprint" }]
    await world.cost(eventOf("first", ann, { signals: device }))
    const newcomer = await world.cost(eventOf("second", [asserted("visitor", "v-new")], { signals: device }))
    expect(newcomer.roundTrips).toBe(4)
    // The interaction, both components and both persons, a pointer, and the blocks that note the newcomer.
    expect(newcomer.written).toBeLessThanOrEqual(10)
    const again = await world.cost(eventOf("third", [asserted("visitor", "v-new")], { signals: device }))
    expect(again.roundTrips).toBeLessThanOrEqual(5)
  })

  it("does not grow with a switchboard that everybody calls from", async () => {
    const switchboard = asserted("phone", "+4930000")
    const nameless = { traits: [] }
    for (let n = 0; n < 80; n++)
      await world.cost(eventOf(`call-${n}`, [switchboard, asserted("email", `e-${n}`)], nameless))
    expect(await world.cost(eventOf("call", [switchboard, asserted("email", "e-7")], nameless))).toMatchObject({
      roundTrips: 3,
    })
    expect((await world.cost(eventOf("another", [switchboard], nameless))).roundTrips).toBeLessThanOrEqual(4)
  })
})
