import { Interactions, Persons } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { interactionDocumentId, Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import { Effect, Layer, Logger } from "effect"
import { describe, expect, it } from "vitest"
import { associateContact, associationRef, ExternalSource } from "./AssociateContact.ts"
import { type Association, ExternalContacts } from "./ExternalContacts.ts"
import { Genesys } from "./Genesys.ts"

const keyring = makeKeyring("a pepper of this test")
const [ann, ben] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"] as const
const interaction = interactionDocumentId(keyring, "c-1")
const email = { kind: "email", value: "ann@example.com" } as const

const person = (customerId: string, open: ReadonlyArray<string>) => ({
  schema: 1,
  state: "current",
  customerId,
  version: 1,
  resolutionTier: 1,
  confidence: 0.95,
  since: 0,
  identifiers: [{ ...email, key: keyring.keyOf(email), first: 0 }],
  traits: {},
  former: [],
  open: open.map((id) => ({
    ...{ sightingId: id, interactionId: id, participantId: "p-1", dialect: "genesys-eventbridge" },
    ...{ since: 0, resolutionTier: 1, confidence: 0.95 },
  })),
  policyVersion: 1,
})
const known = {
  ...{ schema: 1, state: "known", interactionId: "c-1", dialect: "genesys-eventbridge", first: 0, last: 0 },
  ...{ named: false, sightings: [], events: [] },
  participants: {
    "p-1": {
      ...{ role: "customer", first: 0, identifiers: [], traits: {}, signals: [], links: [] },
      session: { id: "s-1", mediaType: "VOICE" },
    },
  },
}
const put = (body: unknown, customerId: string) => ({ op: "put", ref: ref(Persons, customerId), body }) as const

/** Ann, who is in a conversation, is told to Genesys; and what happens while her contact waits for its turn. */
const tellOfAnn = async (meanwhile: Effect.Effect<void, unknown, Documents> = Effect.void) => {
  const associated: Array<Association> = []
  const store = sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:")))
  const story = Effect.gen(function* () {
    const documents = yield* Documents
    yield* documents.commit({
      writes: [put(person(ann, ["c-1"]), ann), { op: "put", ref: ref(Interactions, interaction), body: known }],
    })
    const external = Layer.succeed(ExternalContacts, {
      enrich: () =>
        meanwhile.pipe(Effect.provideService(Documents, documents), Effect.orDie, Effect.as("contact of Ann's")),
      associate: (association) => Effect.sync(() => void associated.push(association)),
      contactsIn: () => Effect.die("not asked"),
    })
    yield* Effect.provide(associateContact(ann), external)
    const [record] = yield* documents.getMany([associationRef(interaction)])
    return record?.body
  })
  const genesys = Layer.succeed(Genesys, {
    patch: () => Effect.die("not asked"),
    inTurn: (_, work) => work,
  })
  const layer = Layer.mergeAll(store, genesys, Layer.succeed(Keys, keyring), Logger.layer([]))
  const source = Effect.provideService(story, ExternalSource, "a source")
  return { record: await Effect.runPromise(Effect.provide(source, layer)), associated }
}

describe("A conversation", () => {
  it("gets the contact of whoever is in it", async () => {
    const { record, associated } = await tellOfAnn()
    expect(associated).toMatchObject([{ conversationId: "c-1", contactId: "contact of Ann's" }])
    expect(record).toMatchObject({ recordId: "contact of Ann's", status: "applied" })
  })

  it.each([
    { name: "became somebody else's", writes: [put(person(ann, []), ann), put(person(ben, ["c-1"]), ben)] },
    { name: "is somebody's who is forgotten", writes: [put({ schema: 1, state: "erased", at: 1 }, ann)] },
  ])("that $name in the meantime does not", async ({ writes }) => {
    const { record, associated } = await tellOfAnn(Documents.use((documents) => documents.commit({ writes })))
    expect(associated).toEqual([])
    expect(record).toBeUndefined()
  })
})
