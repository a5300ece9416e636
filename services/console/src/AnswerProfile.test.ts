import { Identifiers, Interactions, Persons } from "@kith/core/documents/Collections"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  at,
  currentPerson,
  idOf,
  interaction,
  keyOf,
  keyring,
  openWorld,
  putInteraction,
  settle,
  sighting,
  type World,
} from "./fixtures/World.ts"

const [ada, grace, former, unknown] = [idOf(1), idOf(2), idOf(3), idOf(9)]
const email = { kind: "email", value: "ada@example.org" } as const
const phone = { kind: "phone", value: "+12125550123" } as const
const crm = { kind: "crm.external", value: "A-1" } as const
const gracesCrm = { kind: "crm.external", value: "G-1" } as const

let world: World
beforeEach(async () => {
  world = openWorld()
  await settle(world, "c", [
    { id: ada, identifiers: [email, phone, crm], former: [former] },
    { id: grace, identifiers: [gracesCrm] },
  ])
})
afterEach(() => world.close())

const profile = async (id: string) => (await world.ask(`GET /profiles/${id}`, { scope: "profiles" })).body
const search = async (body: unknown) => (await world.ask("POST /profiles/search", { scope: "profiles", body })).body

describe("a profile by id", () => {
  it("answers with the person, under a former id too", async () => {
    expect(await profile(ada)).toMatchObject({ found: true, customerId: ada, email: email.value })
    expect(await profile(former)).toEqual(await profile(ada))
    expect(await profile(ada.toUpperCase())).toMatchObject({ found: true })
  })

  it("is not found, rather than an error, where nobody is known", async () => {
    expect(await profile(unknown)).toEqual({ found: false })
    expect(await profile("no-id-of-ours")).toEqual({ found: false })
  })

  it("says that it was erased, and nothing else", async () => {
    await world.put(Persons, ada, { schema: 1, state: "erased", at })
    expect(await profile(former)).toEqual({ found: false, erased: true })
  })

  it("names those whom it may mean where it was several people's", async () => {
    await world.put(Persons, unknown, { schema: 1, state: "ambiguous", heirs: [ada, former, grace] })
    expect(await profile(unknown)).toEqual({
      found: false,
      candidates: [
        { customerId: ada, confidence: 0.5, settle: "crm.external" },
        { customerId: grace, confidence: 0.5, settle: "crm.external" },
      ],
    })
  })

  it("is not sent again to whoever has this version", async () => {
    const first = await world.ask(`GET /profiles/${former}`, { scope: "profiles" })
    const etag = first.headers?.["etag"] ?? ""
    expect(etag).toBe(`"${ada}-3"`)
    const again = { scope: "profiles", headers: { "if-none-match": `"other", W/${etag}` } } as const
    expect(await world.ask(`GET /profiles/${ada}`, again)).toEqual({ status: 304, headers: { etag } })
    await world.put(Persons, ada, currentPerson({ id: ada, identifiers: [email], profile: { version: 4 } }))
    expect(await world.ask(`GET /profiles/${ada}`, again)).toMatchObject({ status: 200 })
  })
})

describe("a profile by search", () => {
  it.each([
    ["an email address in any notation", { email: " Ada@EXAMPLE.org " }],
    ["a phone number in any notation", { phone: "(212) 555-0123" }],
    ["a CRM id with its namespace apart", { crm: { namespace: "external", id: "A-1" } }],
    ["a CRM id with its namespace in front", { crm: "external:A-1" }],
  ])("is found by %s", async (_, body) => {
    expect(await search(body)).toMatchObject({ found: true, customerId: ada })
  })

  it.each([
    ["nobody has", { email: "nobody@example.org" }],
    ["names nobody", { phone: "anonymous" }],
    ["is a conversation nobody heard of", { conversationId: "unheard" }],
  ])("is not found by a value that %s", async (_, body) => {
    expect(await search(body)).toEqual({ found: false })
  })

  it.each([[{}], [{ email: email.value, phone: phone.value }], [{ email: 1 }], [{ name: "Ada" }], [[]], [null]])(
    "takes exactly one value, not %j",
    async (body) => {
      const response = await world.ask("POST /profiles/search", { scope: "profiles", body })
      expect(response).toMatchObject({ status: 400, headers: { "content-type": "application/problem+json" } })
      expect(JSON.stringify(response)).not.toContain(email.value)
    },
  )

  it("finds an identifier that was hashed with a retired pepper", async () => {
    const [, old] = keyring.keysOf({ kind: "email", value: "old@example.org" })
    if (old === undefined) throw new Error("the keyring has a retired pepper")
    await world.put(Identifiers, old, { schema: 1, state: "tombstone", at })
    expect(await search({ email: "old@example.org" })).toEqual({ found: false, erased: true })
  })

  it("names those who share an identifier, each with what would tell them apart", async () => {
    const shared = keyOf("phone", "+12125550100")
    const anchors = { email: [keyOf("email", email.value)], "crm.external": [keyOf("crm.external", gracesCrm.value)] }
    await world.put(Identifiers, shared, { schema: 1, state: "shared", anchors, saturated: false, bans: [] })
    expect(await search({ phone: "+12125550100" })).toEqual({
      found: false,
      candidates: [
        { customerId: ada, confidence: 0.5, settle: "crm.external" },
        { customerId: grace, confidence: 0.5, settle: "crm.external" },
      ],
    })
  })

  it("finds who is in a conversation, and in a conference names both", async () => {
    await putInteraction(world, interaction("chat", [sighting("chat", former, [keyOf("email", email.value)])]))
    expect(await search({ conversationId: "chat" })).toMatchObject({ found: true, customerId: ada })
    const both = [sighting("conference", ada, [], "p1"), sighting("conference", grace, [], "p2")]
    await putInteraction(world, interaction("conference", both))
    expect(await search({ conversationId: "conference" })).toEqual({
      found: false,
      candidates: [ada, grace].map((customerId) => ({ customerId, confidence: 0.5, settle: "participant" })),
    })
    await world.put(Interactions, "chat", { schema: 1, state: "tombstone", at })
    expect(await search({ conversationId: "chat" })).toEqual({ found: false, erased: true })
  })
})
