import { Components, Erasures, Identifiers, Interactions, Persons } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  at,
  currentPerson,
  idOf,
  interaction,
  keyOf,
  openWorld,
  putInteraction,
  settle,
  sighting,
  type World,
} from "./fixtures/World.ts"

const [ada, grace, former, lone] = [idOf(1), idOf(2), idOf(3), idOf(4)]
const email = { kind: "email", value: "ada@example.org" } as const
const landline = { kind: "phone", value: "+12125550123" } as const
const crm = { kind: "crm.external", value: "A-1" } as const
const gracesCrm = { kind: "crm.external", value: "G-1" } as const
const [emailKey, landlineKey, crmKey] = [email, landline, crm].map(({ kind, value }) => keyOf(kind, value)) as [
  ReturnType<typeof keyOf>,
  ReturnType<typeof keyOf>,
  ReturnType<typeof keyOf>,
]

let world: World
beforeEach(async () => {
  world = openWorld()
  await settle(
    world,
    "c",
    [
      { id: ada, identifiers: [email, landline, crm], former: [former] },
      { id: grace, identifiers: [gracesCrm] },
    ],
    [{ a: landlineKey, b: keyOf("crm.external", "G-1"), rule: "exclusive", kind: "crm.external" }],
  )
  await putInteraction(world, interaction("chat", [sighting("chat", ada, [emailKey])]))
  await putInteraction(world, interaction("call", [sighting("call", ada, [landlineKey, crmKey])]))
})
afterEach(() => world.close())

const order = (body: unknown) => world.ask("POST /erasures", { scope: "privacy", body })
const record = async (id: unknown) => (await world.get(Erasures, String(id)))?.body
const told = () => world.queued("person-forgotten-to-resolver")
const stateOf = async (key: string) => (await world.get(Identifiers, key))?.body.state

describe("an erasure", () => {
  it("forgets from its answer on, and tells everybody who else has to", async () => {
    const { status, body } = await order({ email: "Ada@example.org" })
    expect({ status, body }).toEqual({ status: 202, body: { erasureId: expect.any(String), status: "running" } })
    const erasureId = body?.["erasureId"]
    expect(await stateOf(emailKey)).toBe("tombstone")
    expect(await stateOf(crmKey)).toBe("tombstone")
    expect((await world.get(Persons, ada))?.body.state).toBe("erased")
    expect(await record(erasureId)).toMatchObject({
      customerIds: [ada, former],
      component: "c",
      keys: [emailKey, crmKey],
      strippedKeys: [landlineKey],
      published: true,
    })
    expect((await record(erasureId))?.interactionIds.toSorted()).toEqual(["call", "chat"])
    expect((await told()).map(({ data }) => data)).toEqual([{ schema: 1, erasureId }])
  })

  it("leaves an identifier that is somebody else's too usable, unless it is named", async () => {
    await order({ customerId: former })
    expect(await stateOf(landlineKey)).toBe("pointer")
    expect((await world.get(Persons, grace))?.body.state).toBe("current")
  })

  it("takes an identifier that is somebody else's too when the request names it", async () => {
    await order({ phone: landline.value })
    expect(await stateOf(landlineKey)).toBe("tombstone")
    expect(await stateOf(emailKey)).toBe("tombstone")
  })

  it("is refused where the value is shared, with those it may mean", async () => {
    const shared = keyOf("phone", "+12125550100")
    const anchors = { email: [emailKey], "crm.external": [keyOf("crm.external", "G-1")] }
    await world.put(Identifiers, shared, { schema: 1, state: "shared", anchors, saturated: false, bans: [] })
    const { status, body } = await order({ phone: "+12125550100" })
    expect(status).toBe(409)
    expect(body?.["candidates"]).toMatchObject([{ customerId: ada }, { customerId: grace }])
    expect(await told()).toEqual([])
  })

  it("forgets somebody who was never seen", async () => {
    const { status, body } = await order({ email: "never@example.org" })
    expect(status).toBe(202)
    expect(await stateOf(keyOf("email", "never@example.org"))).toBe("tombstone")
    expect(await record(body?.["erasureId"])).toMatchObject({ customerIds: [], interactionIds: [] })
  })

  it("forgets somebody without identifiers by the one interaction there was", async () => {
    await world.put(
      Persons,
      lone,
      currentPerson({
        id: lone,
        identifiers: [],
        profile: { sightingId: "visit", lastInteraction: { interactionId: "visit", at } },
      }),
    )
    await putInteraction(world, interaction("visit", [sighting("visit", lone, [])]))
    const { body } = await order({ customerId: lone })
    expect((await world.get(Interactions, "visit"))?.body.state).toBe("tombstone")
    expect(await record(body?.["erasureId"])).toMatchObject({ customerIds: [lone], interactionIds: ["visit"] })
  })

  it("leaves a conference to be recounted when somebody else was in it", async () => {
    const profile = { sightingId: "visit#p1", lastInteraction: { interactionId: "visit", at } }
    await world.put(Persons, lone, currentPerson({ id: lone, identifiers: [], profile }))
    const both = [sighting("visit", lone, [], "p1"), sighting("visit", grace, [], "p2")]
    await putInteraction(world, interaction("visit", both))
    await order({ customerId: lone })
    expect((await world.get(Interactions, "visit"))?.body.state).toBe("known")
  })

  it("says what it would do, and does nothing, in a dry run", async () => {
    expect(await order({ crm: "external:A-1", dryRun: true })).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        customerIds: [ada, former],
        forgotten: ["crm.external", "email"],
        stripped: ["phone"],
        interactions: 2,
        deadLetters: 0,
        dueBy: expect.stringMatching(/Z$/),
        systems: [{ name: "salesforce", records: 0 }],
      },
    })
    expect(await stateOf(emailKey)).toBe("pointer")
    expect(await told()).toEqual([])
  })

  it("is the same erasure when it is ordered again", async () => {
    const first = await order({ email: email.value })
    const again = await order({ email: email.value })
    expect(again).toEqual(first)
    const { erasureId } = first.body as { erasureId: string }
    const done = { ...(await record(erasureId)), systems: [{ name: "graph", status: "done", at }] }
    await world.put(Erasures, erasureId, Erasures.schema.parse(done))
    const before = (await told()).length
    expect((await order({ email: email.value })).body).toEqual({ erasureId, status: "done" })
    expect(await told()).toHaveLength(before)
  })

  it("still takes an identifier that it had spared, when a later request names it", async () => {
    await order({ email: email.value })
    expect(await stateOf(landlineKey)).toBe("pointer")
    expect(await order({ phone: landline.value })).toMatchObject({ status: 202 })
    expect(await stateOf(landlineKey)).toBe("tombstone")
    const left = (await world.get(Components, "c"))?.body
    expect(Object.keys(left?.identifiers ?? {})).toEqual([keyOf("crm.external", "G-1")])
  })

  it("is the same erasure under a former id", async () => {
    const first = await order({ customerId: ada })
    expect(await order({ customerId: former })).toEqual(first)
  })

  it("takes nothing that names nobody, and nobody whom nothing names", async () => {
    expect(await order({ email: "info@example.org" })).toMatchObject({ status: 400 })
    expect(await order({ email: email.value, phone: landline.value })).toMatchObject({ status: 400 })
    expect(await order({ dryRun: true })).toMatchObject({ status: 400 })
    expect(await order({ customerId: idOf(9) })).toMatchObject({ status: 404 })
  })

  it("makes whoever decided on the component before decide again", async () => {
    const before = await world.get(Components, "c")
    if (before === undefined) throw new Error("there is a component")
    await order({ email: email.value })
    const late = Documents.use((documents) =>
      documents.commit({
        writes: [
          { op: "guard", ref: ref(Components, "c"), seen: before.version },
          { op: "put", ref: ref(Identifiers, emailKey), body: { schema: 1, state: "pointer", component: "c" } },
        ],
      }),
    )
    expect((await world.run(Effect.flip(late)))._tag).toBe("DocumentsHaveMoved")
    expect(await stateOf(emailKey)).toBe("tombstone")
  })

  it("is published by the sweep when it could not be at first", async () => {
    world.breakDown(true)
    const { status, body } = await order({ email: email.value })
    expect(status).toBe(202)
    expect(await told()).toEqual([])
    world.breakDown(false)
    const sweep = () => world.ask("POST /tasks/publish-erasures", { scope: "operations" })
    expect((await sweep()).body).toEqual({ published: 1, told: 0 })
    expect((await told()).map(({ data }) => data)).toEqual([{ schema: 1, erasureId: body?.["erasureId"] }])
    expect((await sweep()).body).toEqual({ published: 0, told: 0 })
  })
})

describe("where an erasure stands", () => {
  const standing = async (statuses: ReadonlyArray<"running" | "done" | "failed">) => {
    const { body } = await order({ email: email.value })
    const erasureId = String(body?.["erasureId"])
    const systems = statuses.map((status, i) => ({ name: say`system-${i}`, status, at }))
    const { closedAt: _, ...open } = Erasures.schema.parse(await record(erasureId))
    await world.put(Erasures, erasureId, { ...open, systems })
    return (await world.ask(`GET /erasures/${erasureId}`, { scope: "privacy" })).body
  }

  it("is told system by system", async () => {
    const { body } = await order({ email: email.value })
    expect((await world.ask(`GET /erasures/${body?.["erasureId"]}`, { scope: "privacy" })).body).toMatchObject({
      erasureId: body?.["erasureId"],
      status: "running",
      systems: [
        { name: "graph", status: "running" },
        { name: "salesforce", status: "running" },
      ],
    })
  })

  it("is done when all are, and failed when one is", async () => {
    expect(await standing(["done", "done"])).toMatchObject({ status: "done" })
    expect(await standing(["done", "running"])).toMatchObject({ status: "running" })
    expect(await standing(["done", "running", "failed"])).toMatchObject({ status: "failed" })
  })

  it("is unknown of an erasure that nobody ordered", async () => {
    expect(await world.ask(`GET /erasures/${idOf(7)}`, { scope: "privacy" })).toMatchObject({ status: 404 })
    expect(await world.ask("GET /erasures/a%2Fb", { scope: "privacy" })).toMatchObject({ status: 404 })
  })
})
