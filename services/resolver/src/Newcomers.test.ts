import { Components, Identifiers } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { banIdentifiers } from "@kith/core/graph/BanIdentifiers"
import { expireInteraction } from "@kith/core/graph/ExpireInteractions"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keyring, talkingWorld } from "./fixtures/TalkingWorld.ts"

const policy = {
  ...defaultLinkingPolicy,
  tier2: { ...defaultLinkingPolicy.tier2, toldNumbers: ["crm.insurance"] },
}

let world: ReturnType<typeof talkingWorld>
beforeEach(() => {
  world = talkingWorld(policy)
})
afterEach(() => world.dispose())
const say: typeof world.say = (...saying) => world.say(...saying)
const outcomeOf: typeof world.outcomeOf = (id) => world.outcomeOf(id)
const recordOf: typeof world.person = (id) => world.person(id)
const personOf = async (customerId: string) => (await recordOf(customerId)) as CurrentPerson

/** Whoever has an identifier, by the partition. */
const holderOf = async (identifier: ReturnType<typeof email>): Promise<string> => {
  const find = Effect.gen(function* () {
    const documents = yield* Documents
    const [pointer] = yield* documents.getMany([ref(Identifiers, keyOf(identifier))])
    if (pointer?.body.state !== "pointer") return "nobody"
    const [component] = yield* documents.getMany([ref(Components, pointer.body.component)])
    return component?.body.persons.find(({ members }) => members.includes(keyOf(identifier)))?.id ?? "nobody"
  })
  return world.runPromise(find)
}

const said = (kind: "email" | "visitor" | "crm.salesforce" | "crm.insurance", value: string) => ({
  kind,
  value,
  source: `attributes.custom.${kind}`,
})
const email = (value: string) => said("email", value)
const cookie = (value: string) => said("visitor", value)
const keyOf = keyring.keyOf as (identifier: { kind: string; value: string }) => never
const trait = (name: string, value: string) => ({ name, value, source: `attributes.custom.${name}` })
const self = (firstName: string, lastName: string, born: string) => [
  trait("firstName", firstName),
  trait("lastName", lastName),
  trait("dateOfBirth", born),
]
const ann = self("Ann", "Aldershot", "1971-06-24")
const onDevice = (value: string) => [
  { kind: "device" as const, value, source: "channels[0].address.fingerprint" },
  { kind: "ip" as const, value: "203.0.113.0/24", source: "ip_address" },
]

/** Ann is known, and comes again with a cookie nobody has seen, on her device. */
const annReturns = async () => {
  const known = await say("first", { identifiers: [email("ann@example.com")], traits: ann, signals: onDevice("d1") })
  const back = await say("second", { identifiers: [cookie("c2")], signals: onDevice("d1") })
  return { known, back, own: await holderOf(cookie("c2")) }
}

describe("Somebody with an identifier that nobody has seen", () => {
  it("is held for the person whom device and network tell of, and joins nobody", async () => {
    const { known, back, own } = await annReturns()
    expect(back).toMatchObject({ customerId: known.customerId, resolutionTier: 2 })
    expect(back.confidence).toBeGreaterThanOrEqual(policy.tier2.assignFrom)
    expect(own).not.toBe(known.customerId)
    expect((await personOf(known.customerId)).identifiers.map(({ kind }) => kind)).toEqual(["email"])
    expect(await personOf(own)).toMatchObject({
      state: "current",
      probably: { customerId: known.customerId, confidence: back.confidence },
    })
  })

  it("is told of the other's changes while it is open, and of its own no more", async () => {
    const { known, own } = await annReturns()
    const open = (await personOf(known.customerId)).open
    expect(open).toContainEqual(expect.objectContaining({ sightingId: "second", resolutionTier: 2 }))
    expect((await personOf(own)).open).toEqual([])
    await say("second", { kind: "ended" })
    expect((await personOf(known.customerId)).open.map(({ sightingId }) => sightingId)).toEqual(["first"])
  })

  it("is followed by whoever comes with that identifier later, device or not", async () => {
    const { known } = await annReturns()
    const later = await say("third", { identifiers: [cookie("c2")] })
    expect(later).toMatchObject({ customerId: known.customerId, resolutionTier: 2 })
    expect(later.because.map(({ kind }) => kind)).toContain("device")
  })

  it("is somebody else once what it says contradicts, for good", async () => {
    const { known, own } = await annReturns()
    const other = await say("third", { identifiers: [cookie("c2")], traits: self("Zeno", "Quist", "1999-01-30") })
    expect(other).toMatchObject({ customerId: own, resolutionTier: 1 })
    expect((await personOf(own)).probably).toBeUndefined()
    // The one that is open still is told who its customer is now.
    expect((await personOf(own)).open.map(({ sightingId }) => sightingId).sort()).toEqual(["second", "third"])
    expect((await personOf(known.customerId)).open.map(({ sightingId }) => sightingId)).toEqual(["first"])
    expect(await say("fourth", { identifiers: [cookie("c2")] })).toMatchObject({ customerId: own, resolutionTier: 1 })
  })

  it("becomes one with the person by an identifier, and its id leads there", async () => {
    const { known, own } = await annReturns()
    const joined = await say("second", { kind: "updated", identifiers: [email("ann@example.com")] })
    expect(joined).toMatchObject({ customerId: known.customerId, resolutionTier: 1 })
    expect(await recordOf(own)).toEqual({ schema: 1, state: "alias", of: known.customerId })
    const { open } = await personOf(known.customerId)
    expect(open.map(({ sightingId, resolutionTier }) => [sightingId, resolutionTier]).sort()).toEqual([
      ["first", 1],
      ["second", 1],
    ])
  })

  it("becomes one with a third person by an identifier, and the first is told no more", async () => {
    const { known, own } = await annReturns()
    const bob = await say("bob", { identifiers: [email("bob@example.com")] })
    const joined = await say("second", { kind: "updated", identifiers: [email("bob@example.com")] })
    // Seen before Bob was, so the id that stays.
    expect(joined).toMatchObject({ customerId: own, resolutionTier: 1 })
    expect((await personOf(own)).probably).toBeUndefined()
    expect(await recordOf(bob.customerId)).toEqual({ schema: 1, state: "alias", of: own })
    expect((await personOf(known.customerId)).open.map(({ sightingId }) => sightingId)).toEqual(["first"])
  })

  it("cannot be a person with another record of the same CRM", async () => {
    await say("first", { identifiers: [said("crm.salesforce", "003a")], traits: ann, signals: onDevice("d1") })
    const other = await say("second", {
      identifiers: [said("crm.salesforce", "003b")],
      traits: ann,
      signals: onDevice("d1"),
    })
    expect(other.resolutionTier).toBe(1)
    expect((await personOf(other.customerId)).probably).toBeUndefined()
  })

  it("may be a person whose number was misheard, where the policy says that it is told", async () => {
    const known = await say("first", { identifiers: [said("crm.insurance", "4811923")], traits: ann })
    const misheard = await say("second", { identifiers: [said("crm.insurance", "4811932")], traits: ann })
    expect(misheard).toMatchObject({ customerId: known.customerId, resolutionTier: 2 })
    expect(misheard.because.map(({ sentence }) => sentence)).toContain(
      "The number that was told is close to this person's.",
    )
  })

  it("is no longer held for somebody whom it is banned from", async () => {
    const { known, own } = await annReturns()
    const order = { a: keyOf(email("ann@example.com")), b: keyOf(cookie("c2")), lift: false }
    await world.runPromise(banIdentifiers(order, false))
    expect((await personOf(own)).probably).toBeUndefined()
    expect((await personOf(known.customerId)).open.map(({ sightingId }) => sightingId)).toEqual(["first"])
    expect(await say("third", { identifiers: [cookie("c2")], signals: onDevice("d1") })).toMatchObject({
      customerId: own,
      resolutionTier: 1,
    })
  })

  it("passes whom it is held for on to a conversation that is linked to it", async () => {
    const { known } = await annReturns()
    const child = await say("call", { links: ["second"] })
    expect(child).toMatchObject({ customerId: known.customerId, resolutionTier: 2 })
    expect(await outcomeOf("second")).toMatchObject({ customerId: known.customerId, resolutionTier: 2 })
  })

  it("is a person by itself when the interaction that told of the other has expired", async () => {
    const { own } = await annReturns()
    await world.runPromise(expireInteraction("first"))
    const later = await say("third", { identifiers: [cookie("c2")] })
    expect(later).toMatchObject({ customerId: own, resolutionTier: 1 })
  })

  it("leaves the other as it was when its own interaction has expired", async () => {
    const { known, own } = await annReturns()
    await world.runPromise(expireInteraction("second"))
    expect((await personOf(known.customerId)).open.map(({ sightingId }) => sightingId)).toEqual(["first"])
    expect((await recordOf(own))?.state).toBe("ambiguous")
  })

  it("is not asked for again once others have been seen with it", async () => {
    const own = await say("first", { identifiers: [cookie("c9")] })
    await say("second", { identifiers: [cookie("c9")] })
    await say("ann", { identifiers: [email("ann@example.com")], traits: ann, signals: onDevice("d1") })
    const known = await say("third", { identifiers: [cookie("c9")], traits: ann, signals: onDevice("d1") })
    expect(known).toMatchObject({ customerId: own.customerId, resolutionTier: 1 })
  })
})
