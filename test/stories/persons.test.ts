import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
  await centre.hears(said(1, "pe-mail", { email: "ada@persons.example", lastName: "Lovelace" }))
  await centre.hears(said(2, "pe-call", { phone: "+12125550191" }))
  await centre.hears(said(3, "pe-both", { email: "ada@persons.example", phone: "+12125550191" }))
})
afterAll(() => centre.close())

const said = (minutes: number, id: string, custom: Readonly<Record<string, string>>) =>
  guideEvent("Created", minutes, { id, custom })

describe("A person's page", () => {
  it("shows how the person came about, step by step, and no value that nobody asked for", async () => {
    const customerId = await centre.customerIn("pe-mail")
    const { body } = await centre.ask(`GET /persons/${customerId}`)
    expect(body).toMatchObject({ found: true, customerId, masked: true, former: [{ follows: { kind: "phone" } }] })
    const history = body["history"] as ReadonlyArray<{ step: string }>
    expect(history.map(({ step }) => step)).toEqual(["founded", "founded", "merged"])
    const { nodes, links } = body["graph"] as {
      nodes: ReadonlyArray<{ id: string }>
      links: ReadonlyArray<{ link: string }>
    }
    expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(["interaction pe-mail", "interaction pe-both"]))
    expect(links.filter(({ link }) => link === "joined")).toHaveLength(1)
    expect(links.filter(({ link }) => link === "asserts")).toHaveLength(4)
    expect(JSON.stringify(body)).not.toMatch(/ada@|2125550191|Lovelace/)
    const unmasked = JSON.stringify((await centre.ask(`GET /persons/${customerId}?unmask=true`)).body)
    for (const value of ["ada@persons.example", "+12125550191", "Lovelace"]) expect(unmasked).toContain(value)
    const { audits } = (await centre.ask("GET /audits?limit=500")).body
    expect(audits).toContainEqual(expect.objectContaining({ action: "unmasked", subject: customerId }))
  })

  it("has the interactions of all channels, latest first, a page at a time", async () => {
    const customerId = await centre.customerIn("pe-mail")
    const page = async (query: string) => (await centre.ask(`GET /persons/${customerId}/timeline?${query}`)).body
    const first = await page("limit=2")
    expect(first).toMatchObject({ interactions: [{ interactionId: "pe-both" }, { interactionId: "pe-call" }] })
    expect(first["interactions"]).toMatchObject([{ effects: [{ system: "genesys", status: "applied" }] }, {}])
    const second = await page(`limit=2&after=${first["next"]}`)
    expect(second).toMatchObject({ interactions: [{ interactionId: "pe-mail", resolutionTier: 1 }] })
    expect(second["next"]).toBeUndefined()
  })

  it.each([
    ["ada@persons.example", "identifier"],
    ["ADA@persons.example", "identifier"],
    ["+1 (212) 555-0191", "identifier"],
    ["pe-call", "interaction"],
  ])("is found by %s", async (text, as) => {
    const customerId = await centre.customerIn("pe-mail")
    expect((await centre.ask("POST /search", { text })).body).toMatchObject({ persons: [{ customerId, as }] })
  })

  it("is found by a customer id and a key, and nobody by what was never seen", async () => {
    const customerId = await centre.customerIn("pe-mail")
    const search = async (text: string) => (await centre.ask("POST /search", { text })).body
    expect(await search(customerId)).toMatchObject({ persons: [{ customerId, as: "customerId" }] })
    const { identifiers } = (await centre.ask(`GET /persons/${customerId}`)).body as {
      identifiers: ReadonlyArray<{ key: string }>
    }
    expect(await search(identifiers[0]?.key ?? "")).toMatchObject({ persons: [{ customerId }] })
    expect(await search("nobody@persons.example")).toMatchObject({ persons: [], erased: false })
  })

  it("tells of somebody erased that there was somebody, and nothing else", async () => {
    await centre.hears(said(4, "pe-gone", { email: "gone@persons.example" }))
    const customerId = await centre.customerIn("pe-gone")
    await centre.ask("POST /erasures", { customerId })
    await centre.settled()
    expect((await centre.ask(`GET /persons/${customerId}`)).body).toEqual({ found: false, erased: true })
    expect((await centre.ask(`GET /persons/${customerId}/timeline`)).body).toEqual({ found: false, erased: true })
    expect((await centre.ask("POST /search", { text: "gone@persons.example" })).body).toMatchObject({ erased: true })
  })
})
