import { Effects, Interactions, Persons } from "@kith/core/documents/Collections"
import { Documents, ref, type Write } from "@kith/core/documents/Documents"
import { effectRef } from "@kith/core/documents/EffectLedger"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import { Effect, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { associationRef, contacts, noteAssociation, unchecked } from "./AssociateContact.ts"
import { checkAssociations } from "./CheckAssociations.ts"
import { type Association, ExternalContacts } from "./ExternalContacts.ts"

const interaction = {
  schema: 1,
  state: "known",
  interactionId: "c-1",
  dialect: "genesys-eventbridge",
  first: 0,
  last: 0,
  named: false,
  participants: {
    "p-1": {
      role: "customer",
      first: 0,
      identifiers: [],
      traits: {},
      signals: [],
      links: [],
      session: { id: "s-1", mediaType: "VOICE" },
    },
  },
  sightings: [],
  events: [],
}

const [ann, ben] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"] as const
const sighting = {
  id: "c-1",
  keys: [],
  first: 0,
  outcome: {
    customerId: ann,
    resolutionTier: 3,
    confidence: 0,
    because: [],
    refused: [],
    profileVersion: 1,
    policyVersion: 1,
    at: 0,
  },
}
/** Ann became Ben, whose contact is `x-2`. */
const becameBen: ReadonlyArray<Write> = [
  { op: "put", ref: ref(Interactions, "c-1"), body: { ...interaction, sightings: [sighting] } },
  { op: "put", ref: ref(Persons, ann), body: { schema: 1, state: "alias", of: ben } },
  {
    op: "put",
    ref: ref(Persons, ben),
    body: {
      schema: 1,
      state: "current",
      customerId: ben,
      version: 2,
      resolutionTier: 1,
      confidence: 0.95,
      since: 0,
      identifiers: [],
      traits: {},
      former: [ann],
      open: [],
      policyVersion: 1,
    },
  },
  {
    op: "put",
    ref: effectRef({ system: contacts, subject: ben }),
    body: { schema: 1, version: 2, digest: "d", status: "applied", recordId: "x-2", at: 0 },
  },
]

/** Checks every minute, so many times, what became of an association to contact `x-1`. */
const check = async (
  times: number,
  contactsIn: (asked: number) => ReadonlyArray<string> | undefined,
  meanwhile: ReadonlyArray<Write> = [],
) => {
  const repeated: Array<Association> = []
  let asked = 0
  const external = Layer.succeed(ExternalContacts, {
    enrich: () => Effect.die("not asked"),
    associate: (association) => Effect.sync(() => void repeated.push(association)),
    contactsIn: () => Effect.sync(() => contactsIn(++asked)),
  })
  const story = Effect.gen(function* () {
    const documents = yield* Documents
    yield* documents.commit({ writes: [{ op: "put", ref: ref(Interactions, "c-1"), body: interaction }] })
    yield* noteAssociation("c-1", { recordId: "x-1", version: 1, status: "applied" }, [unchecked])
    yield* documents.commit({ writes: meanwhile })
    const found: Array<string> = []
    for (let n = 0; n < times; n++) {
      const checked = yield* checkAssociations()
      found.push(...Object.entries(checked).flatMap(([name, count]) => (count > 0 ? [name] : [])))
      yield* TestClock.adjust("1 minute")
    }
    const [record] = yield* documents.getMany([associationRef("c-1")])
    return { found, record: record?.body, waiting: (yield* documents.find(Effects, unchecked, { limit: 9 })).length }
  })
  const store = sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:")))
  const keys = Layer.succeed(Keys, makeKeyring("a pepper of this test"))
  const layer = Layer.mergeAll(store, keys, external, Logger.layer([]), TestClock.layer())
  return { ...(await Effect.runPromise(Effect.provide(story, layer))), repeated, asked: () => asked }
}

describe("an association that Genesys accepted", () => {
  it("is left alone for half a minute, and asked about once when it was done", async () => {
    const { found, waiting, repeated, asked } = await check(3, () => ["x-1"])
    expect(found).toEqual(["confirmed"])
    expect([waiting, repeated.length, asked()]).toEqual([0, 0, 1])
  })

  it("is asked for again when nothing came of it", async () => {
    const { found, repeated } = await check(4, (asked) => (asked === 1 ? [] : ["x-1"]))
    expect(found).toEqual(["repeated", "confirmed"])
    expect(repeated).toEqual([{ conversationId: "c-1", contactId: "x-1", communicationId: "s-1", mediaType: "VOICE" }])
  })

  it("gives way to the contact of whoever the conversation is of by now", async () => {
    const { found, repeated, record } = await check(4, (asked) => (asked === 1 ? ["x-1"] : ["x-2"]), becameBen)
    expect(found).toEqual(["repeated", "confirmed"])
    expect(repeated).toMatchObject([{ conversationId: "c-1", contactId: "x-2" }])
    expect(record).toMatchObject({ status: "applied", recordId: "x-2" })
  })

  it("is reported after the third time", async () => {
    const { found, waiting, record, repeated } = await check(9, () => ["somebody-else"])
    expect(found).toEqual(["repeated", "repeated", "givenUp"])
    expect(repeated).toHaveLength(2)
    expect(waiting).toBe(0)
    expect(record).toMatchObject({ status: "refused", reason: "accepted, and never done" })
  })

  it("is given up when Genesys does not know the conversation any more", async () => {
    const { found, repeated } = await check(3, () => undefined)
    expect(found).toEqual(["givenUp"])
    expect(repeated).toEqual([])
  })
})
