import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

const said = (minutes: number, id: string, custom: Readonly<Record<string, string>>, address?: string) =>
  guideEvent("Created", minutes, { id, custom, ...(address !== undefined && { type: "voice", address }) })

const explain = async (a: unknown, b: unknown) => (await centre.ask("POST /explanations", { a, b })).body

describe("Two people whom a browser made one", () => {
  const ada = { email: "ada@splits.example" }
  const bert = { email: "bert@splits.example" }
  let [adaId, bertId] = ["", ""]

  it("were two, and one from the day the browser was seen with both", async () => {
    await centre.hears(said(1, "sp-ada", { ...ada, visitorId: "browser-1" }), said(2, "sp-bert", bert))
    adaId = await centre.customerIn("sp-ada")
    bertId = await centre.customerIn("sp-bert")
    expect(adaId).not.toBe(bertId)
    await centre.hears(said(3, "sp-both", { ...bert, visitorId: "browser-1" }))
    expect(await centre.customerIn("sp-bert")).toBe(adaId)
    expect(await explain(ada, bert)).toMatchObject({
      same: true,
      sentence: "They are one person: 2 joins lead from one to the other.",
      chain: [
        {
          sentence: expect.stringContaining("seen together in one interaction, first on"),
          seenIn: [{ interactionId: "sp-ada", sources: ["attributes.custom.email", "attributes.custom.visitorId"] }],
        },
        { seenIn: [{ interactionId: "sp-both" }] },
      ],
      sides: [
        { customerId: adaId, at: { kind: "email" } },
        { customerId: adaId, at: { kind: "email" } },
      ],
    })
  })

  it("are explained: by what they are known, where it was seen, and what joined it", async () => {
    const { body } = await centre.ask(`GET /profiles/${bertId}/explanation`)
    expect(body).toMatchObject({
      found: true,
      customerId: adaId,
      sentence:
        "This person is known by 3 identifiers that 2 joins hold together, and one other person became part of it.",
      refused: [],
      bans: [],
      former: [{ customerId: bertId, follows: { kind: "email" } }],
    })
    const { identifiers, joins } = body as { identifiers: ReadonlyArray<unknown>; joins: ReadonlyArray<unknown> }
    expect(joins).toHaveLength(2)
    expect(identifiers).toContainEqual(
      expect.objectContaining({
        kind: "visitor",
        seenIn: expect.arrayContaining([expect.objectContaining({ interactionId: "sp-both" })]),
      }),
    )
  })

  it("come apart again as a dry run foretells, each with the id, the profile and the interactions it had", async () => {
    const order = { customerId: adaId, formerId: bertId }
    const foretold = await centre.ask("POST /splits", { ...order, dryRun: true })
    expect(foretold).toMatchObject({ status: 200, body: { before: [{ customerId: adaId }] } })
    expect(await centre.customerIn("sp-bert")).toBe(adaId)
    expect(await centre.ask("POST /splits", order)).toMatchObject({
      status: 200,
      body: { before: [{ customerId: adaId, former: [bertId] }], after: expect.arrayContaining([]) },
    })
    await centre.settled()
    expect(await centre.customerIn("sp-ada")).toBe(adaId)
    expect(await centre.customerIn("sp-bert")).toBe(bertId)
    expect(await centre.search(bert)).toMatchObject({ found: true, customerId: bertId, email: bert.email })
    expect(centre.salesforce.contacts().map((contact) => contact["Kith_Id__c"])).toEqual(
      expect.arrayContaining([adaId, bertId]),
    )
    expect((await centre.ask("POST /splits", order)).status).toBe(200)
  })

  it("stay apart whatever is said of both, and the answer is the ban", async () => {
    await centre.hears(
      said(4, "sp-again", { ...ada, phone: "+12125550171" }),
      said(5, "sp-bridge", { ...ada, ...bert }),
    )
    expect((await centre.search(ada))["customerId"]).not.toBe((await centre.search(bert))["customerId"])
    expect(await explain({ customerId: adaId }, { interactionId: "sp-bert" })).toMatchObject({
      same: false,
      reason: "ban",
      sentence: "It was decided that an email address and another are never one person.",
    })
  })

  it("are one again once the ban is lifted", async () => {
    await centre.ask("POST /bans", { persons: [adaId, bertId], lift: true })
    expect((await centre.search(bert))["customerId"]).toBe(adaId)
  })
})

describe("Two people who were never seen", () => {
  it("never become one when they are", async () => {
    const [a, b] = [{ email: "early@splits.example" }, { kind: "phone", value: "+1 212 555 0172" }]
    expect(await centre.ask("POST /bans", { a, b })).toMatchObject({ status: 200, body: { before: [], after: [] } })
    await centre.hears(said(6, "sp-early", { email: "early@splits.example", phone: "+12125550172" }))
    expect(await explain(a, b)).toMatchObject({ same: false, reason: "ban", chain: [{ refused: "ban" }] })
    expect(await centre.interaction("sp-early")).toMatchObject({ status: "resolved", refused: [{ rule: "ban" }] })
  })
})

describe("A phone of many", () => {
  it("names whom it may be, likeliest first, and what to ask", async () => {
    const phone = "+12125550173"
    for (let n = 1; n <= 6; n++)
      await centre.hears(said(10 + n, `sp-many-${n}`, { email: `many${n}@splits.example`, phone }))
    await centre.hears(said(20, "sp-many-7", { email: "many3@splits.example", phone }), said(21, "sp-call", { phone }))
    const third = (await centre.search({ email: "many3@splits.example" }))["customerId"]
    const found = await centre.search({ phone })
    expect(found).toMatchObject({
      found: false,
      candidates: [{ customerId: third, settle: "email" }, {}, {}, {}, {}, {}],
    })
    expect(await centre.interaction("sp-call")).toMatchObject({
      resolutionTier: 3,
      candidates: [{ customerId: third }, {}, {}, {}, {}, {}],
    })
    expect(await explain({ phone }, { email: "many3@splits.example" })).toMatchObject({
      same: false,
      reason: "shared",
      sentence: "The phone number is shared by several people, so it joins nobody.",
    })
  })
})

describe("An order that cannot be carried out", () => {
  it.each([
    [
      "a ban of one and the same",
      "POST /bans",
      { a: { email: "x@splits.example" }, b: { email: "X@splits.example" } },
      400,
    ],
    ["a ban of nobody", "POST /bans", { a: { email: "nobody" }, b: { phone: "anonymous" } }, 400],
    ["a ban by a key that is none", "POST /bans", { a: { key: "abc" }, b: { phone: "+12125550173" } }, 400],
    [
      "a split of somebody unknown",
      "POST /splits",
      { customerId: crypto.randomUUID(), formerId: crypto.randomUUID() },
      404,
    ],
  ])("is answered for what it is: %s", async (_, path, body, status) => {
    expect((await centre.ask(path, body)).status).toBe(status)
  })

  it("names two who are not one", async () => {
    const [a, b] = [await centre.customerIn("sp-ada"), await centre.customerIn("sp-early")]
    expect((await centre.ask("POST /splits", { customerId: a, formerId: b })).status).toBe(409)
    expect((await centre.ask("POST /splits", { customerId: a, formerId: a })).status).toBe(409)
  })
})
