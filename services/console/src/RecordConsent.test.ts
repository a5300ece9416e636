import { Identifiers } from "@kith/core/documents/Collections"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { CurrentPrivacyPolicy, defaultPrivacyPolicy } from "@kith/core/settings/PrivacyPolicy"
import { Effect } from "effect"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { erasePerson } from "./ErasePerson.ts"
import { idOf, keyOf, openWorld, settle, type World } from "./fixtures/World.ts"
import { recordConsent } from "./RecordConsent.ts"

const email = { kind: "email", value: "ada@example.com" } as const

let world: World
beforeEach(async () => {
  await world?.close()
  world = openWorld()
  await settle(world, "c", [{ id: idOf(1), identifiers: [email] }])
})
afterAll(() => world.close())

const allowing = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(effect, CurrentPrivacyPolicy, { ...defaultPrivacyPolicy, afterErasure: "consent-again" })
const erase = () => erasePerson({ subject: email, dryRun: false }, [])
const isForgotten = (at: number) =>
  Effect.map(askDeleteList({ identifiers: [email], interactionIds: [], at }), ({ identifier }) => identifier(email))

describe("a consent after an erasure", () => {
  it("is refused where the policy lets nobody come back", async () => {
    await world.run(erase())
    expect(await world.run(recordConsent(email))).toMatchObject({ status: 409 })
    expect((await world.get(Identifiers, keyOf("email", email.value)))?.body.state).toBe("tombstone")
  })

  it("lets in what happens from then on, and nothing from before however late it comes", async () => {
    await world.run(erase())
    const before = Date.now() - 1
    const { body } = await world.run(allowing(recordConsent(email)))
    expect(body).toMatchObject({ lifted: 1 })
    expect(await world.run(allowing(isForgotten(before)))).toBe(true)
    expect(await world.run(allowing(isForgotten(Date.now() + 1)))).toBe(false)
    expect(await world.run(allowing(recordConsent(email)))).toMatchObject({ body: { lifted: 0 } })
  })

  it("makes the next erasure another one", async () => {
    const first = await world.run(erase())
    await world.run(allowing(recordConsent(email)))
    await settle(world, "d", [{ id: idOf(2), identifiers: [email] }])
    const second = await world.run(allowing(erase()))
    expect(second.body).not.toEqual(first.body)
    expect((await world.get(Identifiers, keyOf("email", email.value)))?.body.state).toBe("tombstone")
  })
})
