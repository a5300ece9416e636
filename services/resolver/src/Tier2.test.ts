import type { CurrentPerson } from "@kith/core/identity/Records"
import { afterEach, beforeEach, expect, test } from "vitest"
import { talkingWorld } from "./fixtures/TalkingWorld.ts"

let world: ReturnType<typeof talkingWorld>
beforeEach(() => {
  world = talkingWorld()
})
afterEach(() => world.dispose())
const say: typeof world.say = (...saying) => world.say(...saying)
const person: typeof world.person = (id) => world.person(id)

const device = (value: string) => ({ kind: "device" as const, value, source: "channels[0].address.fingerprint" })
const ip = { kind: "ip" as const, value: "203.0.113.0/24", source: "ip_address" }
const browser = { kind: "userAgent" as const, value: "Chrome/Windows/desktop", source: "user_agent" }
const email = (value: string) => ({ kind: "email" as const, value, source: "attributes.custom.email" })
const trait = (name: string, value: string) => ({ name, value, source: `attributes.custom.${name}` })

test("an anonymous visitor who comes back on the same device and network is given to the person seen there", async () => {
  const ann = await say("first", { identifiers: [email("ann@example.com")], signals: [device("d1"), ip, browser] })
  const back = await say("second", { signals: [device("d1"), ip, browser] })
  expect(back).toMatchObject({ customerId: ann.customerId, resolutionTier: 2 })
  expect(back.confidence).toBeGreaterThanOrEqual(0.9)
  expect(back.because.map(({ sentence }) => sentence)).toContain("The device is the same as this person's.")
  const profile = (await person(ann.customerId)) as CurrentPerson
  expect(profile.open).toContainEqual(
    expect.objectContaining({ sightingId: "second", resolutionTier: 2, confidence: back.confidence }),
  )
  expect(profile.identifiers).toHaveLength(1)
})

test("an identifier that comes later overrides, and the first person is told no more", async () => {
  const ann = await say("first", { identifiers: [email("ann@example.com")], signals: [device("d1"), ip, browser] })
  await say("second", { signals: [device("d1"), ip, browser] })
  const bob = await say("second", { kind: "updated", identifiers: [email("bob@example.com")] })
  expect(bob.resolutionTier).toBe(1)
  expect(bob.customerId).not.toBe(ann.customerId)
  const profile = (await person(ann.customerId)) as CurrentPerson
  expect(profile.open.map(({ sightingId }) => sightingId)).toEqual(["first"])
})

test("a person without identifiers is recognised too, and takes the other interaction along when an identifier comes", async () => {
  const visitor = await say("first", { signals: [device("d1"), ip, browser] })
  const back = await say("second", { signals: [device("d1"), ip, browser] })
  expect(back).toMatchObject({ customerId: visitor.customerId, resolutionTier: 2 })
  expect(((await person(visitor.customerId)) as CurrentPerson).open).toHaveLength(2)
  const named = await say("first", { kind: "updated", identifiers: [email("ann@example.com")] })
  expect(named.customerId).toBe(visitor.customerId)
  expect(((await person(visitor.customerId)) as CurrentPerson).open).toHaveLength(2)
})

test("an interaction that ends is no longer told of changes", async () => {
  const ann = await say("first", { identifiers: [email("ann@example.com")], signals: [device("d1"), ip, browser] })
  await say("second", { signals: [device("d1"), ip, browser] })
  await say("second", { kind: "ended" })
  const profile = (await person(ann.customerId)) as CurrentPerson
  expect(profile.open.map(({ sightingId }) => sightingId)).toEqual(["first"])
})

test("a device that several people use decides nothing, and the candidates are kept", async () => {
  const ann = await say("a", { identifiers: [email("ann@example.com")], signals: [device("kiosk"), ip, browser] })
  const bob = await say("b", { identifiers: [email("bob@example.com")], signals: [device("kiosk"), ip, browser] })
  const unknown = await say("c", { signals: [device("kiosk"), ip, browser] })
  expect(unknown.resolutionTier).toBe(3)
  expect(unknown.candidates?.map(({ customerId }) => customerId).sort()).toEqual(
    [ann.customerId, bob.customerId].sort(),
  )
})

test("a name and a date of birth find somebody; another first name on that date does not", async () => {
  const born = trait("dateOfBirth", "1971-06-24")
  const ann = await say("a", {
    identifiers: [email("ann@example.com")],
    traits: [trait("firstName", "Ann"), trait("lastName", "Allen"), born],
  })
  const same = await say("b", { traits: [trait("firstName", "Anne"), trait("lastName", "Allen"), born] })
  expect(same).toMatchObject({ customerId: ann.customerId, resolutionTier: 2 })
  const twin = await say("c", { traits: [trait("firstName", "Zoe"), trait("lastName", "Quist"), born] })
  expect(twin.resolutionTier).toBe(3)
})
