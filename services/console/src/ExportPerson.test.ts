import { Audits, Components, Effects, Interactions, Persons } from "@kith/core/documents/Collections"
import type { KnownInteraction } from "@kith/core/identity/Records"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import {
  at,
  currentPerson,
  idOf,
  interaction,
  keyOf,
  openWorld,
  settle,
  sighting,
  type World,
} from "./fixtures/World.ts"

const [ada, grace] = [idOf(1), idOf(2)]
const email = { kind: "email", value: "ada@example.com" } as const
const landline = { kind: "phone", value: "+12025550143" } as const
const theirs = { kind: "phone", value: "+12025550188" } as const

let world: World
beforeEach(async () => {
  await world?.close()
  world = openWorld()
  await settle(
    world,
    "c",
    [
      { id: ada, identifiers: [email, landline] },
      { id: grace, identifiers: [theirs] },
    ],
    [{ a: keyOf("phone", landline.value), b: keyOf("phone", theirs.value), rule: "exclusive", kind: "crm.salesforce" }],
  )
  await say("call-1", "customer-a", ada, [email, theirs], {
    company: "Acme, or ask +12025550188 or ada@example.com",
  })
  await say("call-2", "customer-b", grace, [theirs], { lastName: "Hopper" })
  await world.put(Effects, `salesforce:${ada}`, {
    schema: 1,
    version: 1,
    digest: "d",
    status: "applied",
    at,
    recordId: "003A",
  })
  await world.put(Effects, `salesforce:${grace}`, {
    schema: 1,
    version: 1,
    digest: "d",
    status: "applied",
    at,
    recordId: "003G",
  })
})
afterAll(() => world.close())

/** Somebody else takes part in an interaction that there is. */
const joinConference = async (
  id: string,
  participantId: string,
  identifiers: ReadonlyArray<{ readonly kind: "phone"; readonly value: string }>,
  traits: Readonly<Record<string, string>>,
) => {
  const first = (await world.get(Interactions, id))?.body
  await say(`${id}-other`, participantId, grace, identifiers, traits)
  const other = (await world.get(Interactions, `${id}-other`))?.body
  if (first?.state !== "known" || other?.state !== "known") throw new Error("the interactions are not there")
  const named = (one: (typeof first.sightings)[number], name = "") => ({
    ...one,
    id: `${id}#${name}`,
    participantId: name,
  })
  const [own] = Object.keys(first.participants)
  const sightings = [
    ...first.sightings.map((one) => named(one, own)),
    ...other.sightings.map((one) => named(one, participantId)),
  ]
  const participants = { ...first.participants, ...other.participants }
  const keys = sightings.flatMap((one) => one.keys)
  await world.put(Interactions, id, { ...first, participants, sightings }, keys)
}

const say = async (
  id: string,
  participantId: string,
  customerId: string,
  identifiers: ReadonlyArray<{ readonly kind: "email" | "phone"; readonly value: string }>,
  traits: Readonly<Record<string, string>>,
) => {
  const source = "attributes.custom"
  const keys = identifiers.map(({ kind, value }) => keyOf(kind, value))
  const known: KnownInteraction = {
    ...interaction(id, [sighting(id, customerId, keys)]),
    participants: {
      [participantId]: {
        role: "customer",
        first: at,
        identifiers: identifiers.map((one, i) => ({ ...one, key: keys[i] as (typeof keys)[number], source })),
        traits: Object.fromEntries(
          Object.entries(traits).map(([name, value]) => [
            name,
            { value, at, eventKey: "e", source, interactionId: id },
          ]),
        ),
        signals: [{ kind: "device", value: `device-of-${participantId}`, source }],
        links: [],
      },
    },
  }
  await world.put(Interactions, id, known, keys)
}

const ask = (body: unknown) => world.ask("POST /exports", { scope: "privacy", body })

describe("an export", () => {
  it("holds everything about the person, with where it comes from and who was told", async () => {
    const { status, body } = await ask({ email: email.value })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      customerId: ada,
      identifiers: [
        { kind: "email", value: email.value },
        { kind: "phone", value: landline.value },
      ],
      interactions: [
        {
          interactionId: "call-1",
          source: "guide",
          identifiers: [{ kind: "email", value: email.value, source: "attributes.custom" }],
          othersIdentifiers: 1,
          signals: [{ kind: "device", value: "device-of-customer-a" }],
          because: [{ sentence: "The same email address." }, {}],
        },
      ],
      keptApart: [{ own: "phone", other: "phone", rule: "exclusive" }],
      recipients: [{ system: "salesforce", subject: ada, status: "applied", recordId: "003A" }],
    })
  })

  it.each(["json", "html"] as const)(
    "holds nothing of anybody else as %s, also where they share a component or a conference, or are spoken of",
    async (format) => {
      await joinConference("call-1", "customer-b", [theirs], { lastName: "Hopper" })
      const { body } = await ask({ customerId: ada, format })
      const text = format === "json" ? JSON.stringify(body) : String(body)
      for (const other of [theirs.value, "Hopper", "device-of-customer-b", "003G", grace])
        expect(text).not.toContain(other)
      expect(text).toMatch(/Acme, or ask (\[forgotten\]|&#91;forgotten&#93;) or ada@example.com/)
    },
  )

  it("is readable as a page that carries no script, whatever the values say", async () => {
    const component = (await world.get(Components, "c"))?.body
    expect(component).toBeDefined()
    const traits = {
      firstName: { value: "<script>alert(1)</script>", at, eventKey: "e", source: "s", interactionId: "i" },
    }
    await world.put(Persons, ada, currentPerson({ id: ada, identifiers: [email], profile: { component: "c", traits } }))
    const { headers, body } = await ask({ customerId: ada, format: "html" })
    expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8" })
    expect(String(body)).toContain("ada@example.com")
    expect(String(body)).toContain("&#60;script&#62;")
    expect(String(body)).not.toContain("<script")
  })

  it("is refused for nobody, for several, and for somebody erased", async () => {
    expect(await ask({ email: "nobody@example.com" })).toMatchObject({ status: 404 })
    expect(await ask({ customerId: idOf(9) })).toMatchObject({ status: 404 })
    await world.ask("POST /erasures", { scope: "privacy", body: { email: email.value } })
    expect(await ask({ email: email.value })).toMatchObject({ status: 410 })
    expect(await ask({ customerId: ada })).toMatchObject({ status: 410 })
  })
})

describe("the audit log", () => {
  const audits = async () =>
    ((await world.ask("GET /audits", { scope: "privacy" })).body?.["audits"] ?? []) as ReadonlyArray<
      Record<string, string>
    >

  it("says who looked at, exported and erased whom, in order, and no value", async () => {
    await world.ask(`GET /profiles/${ada}`, { scope: "profiles" })
    await world.ask("POST /profiles/search", { scope: "profiles", body: { email: email.value } })
    await ask({ email: email.value })
    await world.ask("POST /erasures", { scope: "privacy", body: { customerId: ada, dryRun: true } })
    await world.ask("POST /erasures", { scope: "privacy", body: { customerId: ada } })
    const log = await audits()
    const key = keyOf("email", email.value)
    expect(log.map(({ action, subject }) => [action, subject])).toEqual([
      ["looked-up", ada],
      ["looked-up", key],
      ["exported", key],
      ["erasure-previewed", ada],
      ["erased", ada],
    ])
    expect(new Set(log.map(({ who }) => who)).size).toBe(2)
    for (const { who } of log) expect(who).toMatch(/^token-[0-9a-f]{8}$/)
    expect(JSON.stringify(log)).not.toContain("ada@")
    expect((await audits()).at(-1)).toMatchObject({ action: "audits-read" })
  })

  it("does not take down what a path says instead of an id, nor what was refused", async () => {
    await world.ask("GET /profiles/ada%40example.com", { scope: "profiles" })
    await world.ask(`GET /profiles/${ada}`, { scope: "privacy" })
    await ask({ email: "nobody@example.com" })
    expect((await audits()).map(({ subject }) => subject)).toEqual(["-"])
    expect((await world.get(Audits, "none"))?.body).toBeUndefined()
  })
})
