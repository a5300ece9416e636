import { defaultIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

const said = (minutes: number, id: string, custom: Readonly<Record<string, string>>) =>
  guideEvent("Created", minutes, { id, custom })
const written = (name: string) => centre.genesys.interaction(name)?.attributes.custom["resolvedCustomerId"]
const heirsInCrm = (customerId: string) =>
  centre.salesforce
    .contacts()
    .filter(({ Kith_Id__c: id }) => id === customerId)
    .map((contact) => contact["Kith_Merged_Into__c"] ?? null)

/** Phones that so many mail addresses may be seen with. */
const withPhones = (email: number) => {
  const { kinds } = defaultLinkingPolicy
  const phone = { ...kinds.phone, anchors: { ...kinds.phone.anchors, email } }
  return { linking: { ...defaultLinkingPolicy, kinds: { ...kinds, phone } } }
}

const activate = (email: number, more: object = {}) =>
  centre.ask("POST /policies", { policy: withPhones(email), reason: "a story", ...more })

const preview = async (email: number) =>
  (await centre.ask("POST /policies/preview", { policy: withPhones(email) })).body

const applied = async (version: number) => {
  await eventually(async () => {
    const { body } = await centre.ask("GET /policies")
    expect(body).toMatchObject({ active: { version, status: "applied", progress: { phase: "applied", fraction: 1 } } })
  })
  return centre.settled()
}

const couple = { phone: "+12025550171", eve: "eve@policies.example", otto: "otto@policies.example" }
const desk = { phone: "+12025550172", mails: ["a", "b", "c", "d"].map((name) => `${name}@desk.example`) }
const everybody = ["eve", "otto", "desk-a", "desk-b", "desk-c", "desk-d"]
const persons = () => Promise.all(everybody.map((id) => centre.customerIn(id)))
let atFirst: ReadonlyArray<string> = []

describe("A linking policy", () => {
  it("decides at first as the process was started with it", async () => {
    await centre.hears(
      said(1, "eve", { email: couple.eve, phone: couple.phone }),
      said(2, "otto", { email: couple.otto, phone: couple.phone }),
      ...desk.mails.map((email, n) => said(3 + n, `desk-${email[0]}`, { email, phone: desk.phone })),
    )
    atFirst = await persons()
    expect(new Set(atFirst).size).toBe(5)
    expect(atFirst[0]).toBe(atFirst[1])
    expect((await centre.ask("GET /policies")).body).toMatchObject({
      active: { version: 1, status: "applied", by: "kith", linking: defaultLinkingPolicy },
      earlier: [],
    })
  })

  it("is activated only as far as history can follow it, and says what cannot", async () => {
    const identifiers = { ...defaultIdentifierPolicy, defaultRegion: "DE" }
    const policy = { ...withPhones(1), identifiers, privacy: { retentionDays: { audits: 40 } } }
    const answer = await centre.ask("POST /policies", { policy, reason: "a story" })
    expect(answer).toMatchObject({
      status: 422,
      body: { title: "For new events only", fields: ["identifiers.defaultRegion", "privacy.retentionDays"] },
    })
    expect(await activate(1, { basedOn: 7 })).toMatchObject({ status: 409 })
    expect(await activate(0)).toMatchObject({ status: 400 })
  })

  it("says as a dry run what it would be, and does nothing", async () => {
    expect(await activate(1, { dryRun: true })).toMatchObject({
      status: 200,
      body: { dryRun: true, version: 2, differences: [{ path: "kinds.phone.anchors.email", from: 3, to: 1 }] },
    })
    expect((await centre.ask("GET /policies")).body).toMatchObject({ active: { version: 1 } })
  })

  it("is previewed over the stored evidence: who would come apart, why, and as a picture; nothing is done", async () => {
    const change = {
      change: "split",
      sentence: "One person would be 2.",
      reasons: ["A phone number would count as several people's, and would join nobody."],
      before: [{ customerId: atFirst[0] }],
      after: expect.arrayContaining([expect.objectContaining({ customerId: atFirst[0] })]),
      graph: { nodes: expect.arrayContaining([expect.objectContaining({ kind: "phone", shared: true })]) },
    }
    expect(await preview(1)).toMatchObject({
      policyVersion: 1,
      fraction: 1,
      looked: { components: 5, persons: 5 },
      ...{ merged: 0, split: 1, regrouped: 0, nowShared: 1, noLongerShared: 0, leftOut: 0 },
      changes: [change],
    })
    expect(await preview(10)).toMatchObject({
      ...{ merged: 3, split: 0, nowShared: 0, noLongerShared: 1 },
      changes: [
        {
          change: "merge",
          sentence: "4 persons would be one.",
          after: [{ customerId: expect.toBeOneOf([...atFirst]) }],
        },
      ],
    })
    expect(await persons()).toEqual(atFirst)
    const refused = { policy: { ...withPhones(1), privacy: { afterErasure: "consent-again" } } }
    expect(await centre.ask("POST /policies/preview", refused)).toMatchObject({ status: 422 })
  })

  it("takes history with it under traffic: who was one by a shared phone are two, in the CRM and in the open calls", async () => {
    expect(await activate(1)).toMatchObject({ status: 202, body: { version: 2 } })
    await centre.hears(
      said(11, "otto-again", { email: couple.otto }),
      said(12, "new-a", { email: "x@policies.example", phone: "+12025550173" }),
      said(13, "new-b", { email: "y@policies.example", phone: "+12025550173" }),
    )
    await applied(2)
    const [eve, otto] = await persons()
    expect(eve).not.toBe(otto)
    expect(atFirst).toContain(eve)
    expect(await centre.customerIn("otto-again")).toBe(otto)
    expect(await centre.customerIn("new-a")).not.toBe(await centre.customerIn("new-b"))
    expect([written("eve"), written("otto")]).toEqual([eve, otto])
    expect([eve, otto].map((id) => heirsInCrm(String(id)))).toEqual([[null], [null]])
  })

  it("brings together whom the one before kept apart, and every id leads home", async () => {
    expect(await activate(10)).toMatchObject({ status: 202, body: { version: 3 } })
    await applied(3)
    const now = await persons()
    expect(new Set(now).size).toBe(2)
    expect(everybody.map(written)).toEqual(now)
    for (const id of atFirst)
      expect(await centre.profile(id)).toMatchObject({ found: true, customerId: expect.toBeOneOf(now) })
    const [desk] = now.slice(2)
    const lost = atFirst.slice(2).filter((id) => id !== desk)
    expect(lost.map(heirsInCrm)).toEqual([[desk], [desk], [desk]])
  })

  it("is rolled back to what it said at first, and everybody is who they were", async () => {
    const order = { to: 1, reason: "too bold", basedOn: 3 }
    expect(await centre.ask("POST /policies/rollback", { ...order, dryRun: true })).toMatchObject({ status: 200 })
    expect(await centre.ask("POST /policies/rollback", { ...order, to: 9 })).toMatchObject({ status: 404 })
    expect(await centre.ask("POST /policies/rollback", order)).toMatchObject({ status: 202, body: { version: 4 } })
    await applied(4)
    expect(await persons()).toEqual(atFirst)
    expect(everybody.map(written)).toEqual(atFirst)
    expect(atFirst.map(heirsInCrm)).toEqual(atFirst.map(() => [null]))
    expect((await centre.ask("GET /policies")).body).toMatchObject({
      active: { version: 4, restores: 1, reason: "too bold" },
      earlier: [{ version: 3 }, { version: 2, differences: [{ path: "kinds.phone.anchors.email" }] }, { version: 1 }],
    })
    expect((await centre.ask("GET /policies/2")).body).toMatchObject({ version: 2, status: "superseded" })
    expect(await centre.ask("GET /policies/9")).toMatchObject({ status: 404 })
  })

  it("is not activated twice, decides after a restart, and stands in the audit log", async () => {
    expect(await activate(3)).toMatchObject({ status: 200, body: { inForce: true, version: 4 } })
    expect(await activate(1)).toMatchObject({ status: 202, body: { version: 5 } })
    await centre.restart()
    await centre.hears(said(20, "after", { email: couple.eve, phone: couple.phone }))
    await applied(5)
    expect(await centre.customerIn("eve")).not.toBe(await centre.customerIn("otto"))
    const { audits } = (await centre.ask("GET /audits?limit=500")).body as { audits: ReadonlyArray<object> }
    const activations = audits.filter((one) => "action" in one && one.action === "policy-activated")
    expect(activations).toMatchObject([2, 3, 4, 5].map((version) => ({ subject: `policy ${version}` })))
  })
})
