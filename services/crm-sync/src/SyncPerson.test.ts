import {
  Components,
  Effects,
  Erasures,
  Identifiers,
  Interactions,
  Persons,
  Untold,
} from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import type { Identifier, Key } from "@kith/core/identifier/Identifier"
import { interactionDocumentId, Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import type { CurrentPerson, PersonRecord } from "@kith/core/identity/Records"
import { type Harmless, say } from "@kith/core/telemetry/Harmless"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { leftIn } from "./Fields.ts"
import { forgetPerson } from "./ForgetPerson.ts"
import { makeGate } from "./Gate.ts"
import { type Answered, type Known, type Sink, Sinks } from "./Sink.ts"
import { syncPerson } from "./SyncPerson.ts"

const ann = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01"
const bob = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a02"
const erasureId = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a0e"

const current = (
  customerId: string,
  version: number,
  tier: string,
  more: Partial<CurrentPerson> = {},
): CurrentPerson => ({
  schema: 1,
  state: "current",
  customerId,
  version,
  resolutionTier: 1,
  confidence: 0.95,
  since: 0,
  identifiers: [],
  traits: { tier: { value: tier, at: 0, eventKey: "e", source: "s", interactionId: "i" } },
  former: [],
  open: [],
  policyVersion: 1,
  ...more,
})

/** A CRM that writes down what it was told, unless it is told what to answer. */
const fakeSink = (name: Harmless, answer: () => Answered = () => Effect.succeed({})) => {
  const told: Array<string> = []
  const tell = (what: string) =>
    Effect.andThen(
      Effect.sync(() => told.push(what)),
      Effect.suspend(answer),
    )
  const sink: Sink = {
    name,
    gate: makeGate(name),
    hasFields: true,
    addressFields: ["email"],
    fieldsOf: ({ traits }) => (traits["tier"]?.value === "nobody" ? undefined : { tier: traits["tier"]?.value ?? "" }),
    upsert: ({ customerId }, { tier }, changeKey) => tell(`${customerId} ${tier} ${changeKey}`),
    markMerged: (formerId, customerId) => tell(`${formerId} → ${customerId}`),
    remove: (customerId) => tell(`${customerId} removed`),
  }
  return { sink, told }
}

const put = (id: string, person: PersonRecord) =>
  Documents.use((documents) => documents.commit({ writes: [{ op: "put", ref: ref(Persons, id), body: person }] }))

const putErasure = Documents.use((documents) => {
  const body = {
    schema: 1,
    erasureId,
    at: 0,
    customerIds: [ann],
    keys: [],
    strippedKeys: [],
    interactionIds: [],
    published: false,
    systems: [{ name: "graph", status: "running", at: 0 }],
  }
  return documents.commit({ writes: [{ op: "put", ref: ref(Erasures, erasureId), body, tags: ["unpublished"] }] })
})

const erasure = Effect.map(
  Documents.use((documents) => documents.getMany([ref(Erasures, erasureId)])),
  ([snapshot]) => snapshot?.body,
)

/** The graph takes in that an interaction says this. */
const hear = Effect.fnUntraced(function* (interactionId: string, identifier: Identifier) {
  const key = "email:k:1" as Key
  const said = { role: "customer", first: 0, identifiers: [{ ...identifier, key, source: "s" }] } as const
  const body = {
    ...({ schema: 1, state: "known", interactionId, dialect: "crm-import", first: 0, last: 0, named: false } as const),
    participants: { "-": { ...said, traits: {}, signals: [], links: [] } },
    sightings: [],
    events: [],
  }
  const heard = ref(Interactions, interactionDocumentId(yield* Keys, interactionId))
  yield* Documents.use((documents) => documents.commit({ writes: [{ op: "put", ref: heard, body }] }))
})

/** The graph has it that a record of the CRM is this person's. */
const give = Effect.fnUntraced(function* (customerId: string, recordId: string) {
  const key = (yield* Keys).keyOf({ kind: "crm.crm", value: recordId })
  const body = {
    ...({ schema: 1, id: "c-1", identifiers: {}, aside: [], edges: [], bans: [], refused: [], open: [] } as const),
    persons: [{ id: customerId, founder: key, since: 0, members: [key], version: 1, former: [] }],
  }
  yield* Documents.use((documents) =>
    documents.commit({
      writes: [
        { op: "put", ref: ref(Identifiers, key), body: { schema: 1, state: "pointer", component: "c-1" } },
        { op: "put", ref: ref(Components, "c-1"), body },
      ],
    }),
  )
})

/** Who is still to be told of. */
const left = Effect.map(
  Documents.use((documents) => documents.list(Untold, { limit: 10 })),
  (found) => found.map(({ body }) => body),
)

const run = <A, E>(story: Effect.Effect<A, E, Documents | Keys | Sinks | Topics>, ...sinks: ReadonlyArray<Sink>) => {
  const layer = Layer.mergeAll(
    sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:"))),
    Layer.succeed(Keys, makeKeyring("a pepper that is long enough for everybody")),
    Layer.succeed(Sinks, sinks),
    Layer.mock(Topics, { publish: () => Effect.void }),
  )
  return Effect.runPromise(story.pipe(Effect.provide(layer)))
}

describe("syncPerson", () => {
  it("writes a person once, however often it is told, and again when something changes", async () => {
    const { sink, told } = fakeSink(say`crm`)
    const story = Effect.gen(function* () {
      yield* put(ann, current(ann, 1, "Gold"))
      yield* syncPerson(ann)
      yield* syncPerson(ann)
      yield* put(ann, current(ann, 2, "Gold"))
      yield* syncPerson(ann)
      yield* put(ann, current(ann, 3, "Platinum"))
      yield* syncPerson(ann)
    })
    await run(story, sink)
    expect(told).toEqual([`${ann} Gold ${ann}:1`, `${ann} Platinum ${ann}:3`])
  })

  it("makes no record of somebody who is most probably somebody else, until that is over, and keeps one up that is there", async () => {
    const { sink, told } = fakeSink(say`crm`)
    const probably = { probably: { customerId: bob, confidence: 0.95 } }
    const own = [{ key: "crm.crm:k:1" as Key, kind: "crm.crm" as const, value: "1", first: 0 }]
    const story = Effect.gen(function* () {
      yield* put(ann, current(ann, 1, "Gold", probably))
      yield* syncPerson(ann)
      expect(told).toEqual([])
      yield* put(ann, current(ann, 2, "Gold"))
      yield* syncPerson(ann)
      yield* put(ann, current(ann, 3, "Platinum", probably))
      yield* syncPerson(ann)
      yield* put(bob, current(bob, 1, "Gold", { probably: { customerId: ann, confidence: 0.9 }, identifiers: own }))
      yield* syncPerson(bob)
    })
    await run(story, sink)
    expect(told).toEqual([`${ann} Gold ${ann}:2`, `${ann} Platinum ${ann}:3`, `${bob} Gold ${bob}:1`])
  })

  it("writes again when the person says that another record is theirs, and not when it is the one we wrote to", async () => {
    const { sink, told } = fakeSink(say`crm`, () => Effect.succeed({ recordId: "1" }))
    const placeOf = ({ identifiers }: CurrentPerson) => identifiers.find(({ kind }) => kind === "crm.crm")?.value
    const own = (value: string) => ({ key: `crm.crm:k:${value}` as Key, kind: "crm.crm" as const, value, first: 0 })
    const others = { key: "crm.other:k:1" as Key, kind: "crm.other" as const, value: "1", first: 0 }
    const story = Effect.gen(function* () {
      const versions: ReadonlyArray<CurrentPerson["identifiers"]> = [[], [others], [own("1")], [own("2")]]
      for (const [version, identifiers] of versions.entries()) {
        yield* put(ann, current(ann, version + 1, "Gold", { identifiers }))
        yield* syncPerson(ann)
      }
    })
    await run(story, { ...sink, placeOf })
    expect(told).toEqual([`${ann} Gold ${ann}:1`, `${ann} Gold ${ann}:4`])
  })

  describe("whose record bears the id of somebody else", () => {
    /** Whoever writes to it learns that it is Ann's, and writes only when she is known. */
    const heldByAnn = (isTaken: boolean) => {
      const { sink, told } = fakeSink(say`crm`)
      const holders: Array<Known["holders"][string]> = []
      const upsert: Sink["upsert"] = (person, fields, changeKey, recorded, known) => {
        const holder = known.holders[ann]
        if (person.customerId === ann) return sink.upsert(person, fields, changeKey, recorded, known)
        if (holder === undefined) return Effect.succeed({ heldBy: { customerId: ann, recordId: "1", isTaken } })
        holders.push(holder)
        return sink.upsert(person, fields, changeKey, recorded, known)
      }
      return { sink: { ...sink, upsert }, told, holders }
    }
    const before = Effect.gen(function* () {
      yield* put(ann, current(ann, 1, "Gold"))
      yield* put(bob, current(bob, 1, "Silver"))
      yield* syncPerson(ann)
    })

    it("takes it, with what was written there for them, who are synced anew", async () => {
      const { sink, told, holders } = heldByAnn(true)
      const story = Effect.gen(function* () {
        yield* before
        yield* syncPerson(bob)
        yield* syncPerson(ann)
        return yield* left
      })
      expect(await run(story, sink)).toEqual([])
      expect(told).toEqual([`${ann} Gold ${ann}:1`, `${bob} Silver ${bob}:1`, `${ann} Gold ${ann}:1`])
      expect(holders[0]).toMatchObject({ is: "another", wrote: { fields: ["tier"] } })
      expect(holders[0]?.wrote.isOurs("tier", "Gold")).toBe(true)
      expect(holders[0]?.wrote.isOurs("tier", "Silver")).toBe(false)
    })

    it("leaves word of them before it takes it, for a process that ends there", async () => {
      const { sink } = heldByAnn(true)
      const upsert: Sink["upsert"] = (person, ...rest) =>
        person.customerId === bob && rest[3].holders[ann] !== undefined
          ? Effect.die("the process ends")
          : sink.upsert(person, ...rest)
      const story = Effect.gen(function* () {
        yield* before
        yield* Effect.exit(syncPerson(bob))
        return yield* left
      })
      expect(await run(story, { ...sink, upsert })).toMatchObject([{ persons: [{ customerId: ann, version: 1 }] }])
    })

    it("syncs them once more, who were synced again before it was taken", async () => {
      const { sink, told } = heldByAnn(true)
      const story = Effect.gen(function* () {
        yield* before
        const again = Effect.provide(syncPerson(ann), yield* Effect.context<Documents | Keys | Sinks | Topics>())
        const upsert: Sink["upsert"] = (person, ...rest) =>
          person.customerId === bob && rest[3].holders[ann] !== undefined
            ? Effect.andThen(Effect.orDie(again), sink.upsert(person, ...rest))
            : sink.upsert(person, ...rest)
        yield* Effect.provideService(syncPerson(bob), Sinks, [{ ...sink, upsert }])
        yield* syncPerson(ann)
      })
      await run(story, sink)
      const anns = `${ann} Gold ${ann}:1`
      expect(told).toEqual([anns, anns, `${bob} Silver ${bob}:1`, anns])
    })

    it("knows whether the graph has heard what the record says", async () => {
      const { sink, holders } = heldByAnn(false)
      const email = { kind: "email", value: "ann@example.org" } as const
      const story = Effect.gen(function* () {
        yield* before
        yield* hear("crm:1", email)
        yield* syncPerson(bob)
      })
      await run(story, sink)
      expect(holders[0]?.isHeard(email)).toBe(true)
      expect(holders[0]?.isHeard({ kind: "email", value: "bob@example.org" })).toBe(false)
    })

    it("says nothing of them where theirs it stays, and that they are nobody once the graph has forgotten them", async () => {
      const { sink, told, holders } = heldByAnn(false)
      const story = Effect.gen(function* () {
        yield* before
        yield* syncPerson(bob)
        yield* syncPerson(ann)
        yield* put(ann, { schema: 1, state: "ambiguous", heirs: [] })
        yield* put(bob, current(bob, 2, "Gold"))
        yield* syncPerson(bob)
        return yield* left
      })
      expect(await run(story, sink)).toEqual([])
      expect(told).toEqual([`${ann} Gold ${ann}:1`, `${bob} Silver ${bob}:1`, `${bob} Gold ${bob}:2`])
      expect(holders.map(({ is }) => is)).toEqual(["another", "nobody"])
    })
  })

  describe("who lets go of a record", () => {
    const lettingGo = (sink: Sink): Sink => ({
      ...sink,
      upsert: (person, fields, changeKey, recorded, known) =>
        person.customerId === bob && !known.left.has("1")
          ? Effect.succeed({ leaves: "1" })
          : sink.upsert(person, fields, changeKey, recorded, known),
    })

    it("has whoever has it by now synced again, and leaves word of them before", async () => {
      const { sink, told } = fakeSink(say`crm`)
      const story = Effect.gen(function* () {
        yield* put(ann, current(ann, 1, "Gold"))
        yield* put(bob, current(bob, 1, "Silver"))
        yield* give(ann, "1")
        yield* syncPerson(ann)
        const away = new VendorIsUnavailable({ system: say`crm`, reason: say`status 503` })
        const fails: Sink = { ...sink, upsert: () => Effect.fail(away) }
        yield* Effect.exit(Effect.provideService(syncPerson(bob), Sinks, [lettingGo(fails)]))
        const word = yield* left
        yield* Effect.provideService(syncPerson(bob), Sinks, [lettingGo(sink)])
        yield* syncPerson(ann)
        return word
      })
      expect(await run(story, sink)).toMatchObject([{ persons: [{ customerId: ann, version: 1 }] }])
      expect(told).toEqual([`${ann} Gold ${ann}:1`, `${bob} Silver ${bob}:1`, `${ann} Gold ${ann}:1`])
    })

    it("disturbs nobody where it was nobody's but theirs", async () => {
      const { sink, told } = fakeSink(say`crm`)
      const story = Effect.gen(function* () {
        yield* put(ann, current(ann, 1, "Gold"))
        yield* put(bob, current(bob, 1, "Silver"))
        yield* give(bob, "1")
        yield* syncPerson(ann)
        yield* syncPerson(bob)
        yield* syncPerson(ann)
        return yield* left
      })
      expect(await run(story, lettingGo(sink))).toEqual([])
      expect(told).toEqual([`${ann} Gold ${ann}:1`, `${bob} Silver ${bob}:1`])
    })
  })

  it("clears what was written for somebody who does not belong there any more", async () => {
    const { sink, told } = fakeSink(say`crm`)
    const left: Array<ReadonlyArray<string>> = []
    const upsert: Sink["upsert"] = (person, fields, changeKey, recorded, known) => {
      left.push(leftIn(known.wrote, fields))
      return sink.upsert(person, fields, changeKey, recorded, known)
    }
    const story = Effect.gen(function* () {
      for (const [version, tier] of ["nobody", "Gold", "nobody", "nobody"].entries()) {
        yield* put(ann, current(ann, version + 1, tier))
        yield* syncPerson(ann)
      }
    })
    await run(story, { ...sink, upsert })
    expect(told).toEqual([`${ann} Gold ${ann}:2`, `${ann} undefined ${ann}:3`])
    expect(left).toEqual([[], ["tier"]])
  })

  it("names a change by the last interaction and the version", async () => {
    const { sink, told } = fakeSink(say`crm`)
    const lastInteraction = { interactionId: "i-7", at: 0 }
    await run(Effect.andThen(put(ann, current(ann, 4, "Gold", { lastInteraction })), syncPerson(ann)), sink)
    expect(told).toEqual([`${ann} Gold i-7:4`])
  })

  it.each<[string, PersonRecord | undefined]>([
    ["was never heard of", undefined],
    ["is forgotten", { schema: 1, state: "erased", at: 0 }],
    ["came apart", { schema: 1, state: "ambiguous", heirs: [bob] }],
    ["does not belong into a CRM", current(ann, 1, "nobody")],
  ])("leaves a CRM alone when the person %s", async (_title, person) => {
    const { sink, told } = fakeSink(say`crm`)
    const known = person === undefined ? Effect.void : put(ann, person)
    await run(Effect.andThen(known, syncPerson(ann)), sink)
    expect(told).toEqual([])
  })

  it("syncs the survivor of a merge, and marks the other's record once", async () => {
    const { sink, told } = fakeSink(say`crm`)
    const story = Effect.gen(function* () {
      yield* put(bob, current(bob, 1, "Silver"))
      yield* syncPerson(bob)
      yield* put(bob, { schema: 1, state: "alias", of: ann })
      yield* put(ann, current(ann, 2, "Gold", { former: [bob] }))
      yield* syncPerson(bob)
      yield* syncPerson(ann)
    })
    await run(story, sink)
    expect(told).toEqual([`${bob} Silver ${bob}:1`, `${ann} Gold ${ann}:2`, `${bob} → ${ann}`])
  })

  it("clears in a former id's record the address that is the heir's no more, once", async () => {
    const { sink, told } = fakeSink(say`crm`)
    const email = (value: string) => ({ key: `email:k:${value}` as Key, kind: "email" as const, value, first: 0 })
    const cleared: Array<ReadonlyArray<string>> = []
    const crm: Sink = {
      ...sink,
      fieldsOf: ({ identifiers: [first] }) => ({ email: first?.value ?? null, tier: "Gold" }),
      markMerged: (formerId, customerId, left) => {
        cleared.push(left.fields)
        return sink.markMerged(formerId, customerId, left)
      },
    }
    const [old, own] = [email("bob@example.org"), email("ann@example.org")]
    const story = Effect.gen(function* () {
      yield* put(bob, current(bob, 1, "Gold", { identifiers: [old] }))
      yield* syncPerson(bob)
      yield* put(bob, { schema: 1, state: "alias", of: ann })
      for (const [version, identifiers] of [[own, old], [own, old], [own], [own]].entries()) {
        yield* put(ann, current(ann, version + 1, "Gold", { former: [bob], identifiers }))
        yield* syncPerson(ann)
      }
    })
    await run(story, crm)
    expect(cleared).toEqual([[], ["email"]])
    expect(told.filter((what) => what.includes("→"))).toHaveLength(2)
  })

  it("marks no record of a former id that never had one", async () => {
    const { sink, told } = fakeSink(say`crm`)
    await run(Effect.andThen(put(ann, current(ann, 2, "Gold", { former: [bob] })), syncPerson(ann)), sink)
    expect(told).toEqual([`${ann} Gold ${ann}:2`])
  })

  it("gives the record back to a person who comes apart again", async () => {
    const { sink, told } = fakeSink(say`crm`)
    const story = Effect.gen(function* () {
      yield* put(bob, current(bob, 1, "Silver"))
      yield* syncPerson(bob)
      yield* put(bob, { schema: 1, state: "alias", of: ann })
      yield* put(ann, current(ann, 2, "Gold", { former: [bob] }))
      yield* syncPerson(ann)
      yield* put(bob, current(bob, 3, "Silver"))
      yield* syncPerson(bob)
    })
    await run(story, sink)
    expect(told.at(-1)).toBe(`${bob} Silver ${bob}:3`)
  })

  it("syncs to one CRM while another is away, and later to the other only", async () => {
    let away = true
    const well = fakeSink(say`well`)
    const ill = fakeSink(say`ill`, () =>
      away ? Effect.fail(new VendorIsUnavailable({ system: say`ill`, reason: say`down` })) : Effect.succeed({}),
    )
    const story = Effect.gen(function* () {
      yield* put(ann, current(ann, 1, "Gold"))
      const fact = yield* Effect.flip(syncPerson(ann))
      away = false
      yield* syncPerson(ann)
      return fact._tag
    })
    expect(await run(story, ill.sink, well.sink)).toBe("VendorIsUnavailable")
    expect(well.told).toHaveLength(1)
    expect(ill.told).toHaveLength(2)
  })

  it("waits for the graph when the record was merged into another person's, and begins anew if they stay two", async () => {
    const kind = "crm.crm" as const
    const merged = { system: "crm", recordId: "2", changedAt: 0, traits: [], mergedInto: "1" }
    const record = { ...merged, identifiers: [{ kind, value: "2", source: "Id" }] }
    const answers = [{ undone: true, told: [record] } as const]
    const { sink, told } = fakeSink(say`crm`, () => Effect.succeed(answers.shift() ?? {}))
    const story = Effect.gen(function* () {
      yield* put(ann, current(ann, 1, "Gold"))
      const facts = [yield* Effect.flip(syncPerson(ann)), yield* Effect.flip(syncPerson(ann))]
      expect(facts.map(({ _tag }) => _tag)).toEqual(["VendorIsUnavailable", "VendorIsUnavailable"])
      expect(told).toHaveLength(1)
      const heard = ref(Interactions, interactionDocumentId(yield* Keys, "crm:2:1"))
      const body = { schema: 1, state: "tombstone", at: 0 } as const
      yield* Documents.use((documents) => documents.commit({ writes: [{ op: "put", ref: heard, body }] }))
      yield* syncPerson(ann)
      yield* syncPerson(ann)
    })
    await run(story, sink)
    expect(told).toHaveLength(2)
  })

  it("gives no CRM up because another refuses", async () => {
    const refusing = fakeSink(say`a`, () => Effect.fail(new VendorRefused({ system: say`a`, reason: say`no` })))
    const away = fakeSink(say`b`, () => Effect.fail(new VendorIsUnavailable({ system: say`b`, reason: say`down` })))
    const story = Effect.andThen(put(ann, current(ann, 1, "Gold")), Effect.flip(syncPerson(ann)))
    expect(await run(story, refusing.sink, away.sink)).toMatchObject({ _tag: "VendorIsUnavailable" })
  })

  it("counts persons that no CRM is configured for", async () => {
    const story = Effect.andThen(
      syncPerson(ann),
      Documents.use((documents) => documents.counts),
    )
    expect(await run(story)).toMatchObject({ "crm-sync.without-sink": 1 })
  })
})

describe("forgetPerson", () => {
  it("removes the person everywhere, reports each CRM, and lets no late message bring the person back", async () => {
    const [a, b] = [fakeSink(say`a`), fakeSink(say`b`)]
    const story = Effect.gen(function* () {
      yield* put(ann, current(ann, 1, "Gold"))
      yield* syncPerson(ann)
      yield* putErasure
      yield* forgetPerson(erasureId)
      yield* forgetPerson(erasureId)
      yield* put(ann, current(ann, 2, "Platinum"))
      yield* syncPerson(ann)
      return yield* erasure
    })
    const record = await run(story, a.sink, b.sink)
    expect(record).toMatchObject({ published: true })
    expect(record?.systems.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      "a done",
      "b done",
      "graph running",
    ])
    for (const { told } of [a, b]) expect(told).toEqual([`${ann} Gold ${ann}:1`, `${ann} removed`])
  })

  it("keeps nothing of the record but that it is forgotten", async () => {
    const { sink } = fakeSink(say`crm`, () => Effect.succeed({ recordId: "003" }))
    const story = Effect.gen(function* () {
      yield* put(ann, current(ann, 1, "Gold"))
      yield* syncPerson(ann)
      yield* putErasure
      yield* forgetPerson(erasureId)
      return yield* Documents.use((documents) => documents.getMany([ref(Effects, `crm:${ann}`)]))
    })
    const [effect] = await run(story, sink)
    expect(effect?.body).toMatchObject({ status: "forgotten" })
    expect(effect?.body).not.toHaveProperty("recordId")
  })

  it("reports a CRM that refuses as failed", async () => {
    const { sink } = fakeSink(say`crm`, () =>
      Effect.fail(new VendorRefused({ system: say`crm`, reason: say`DELETE_FAILED` })),
    )
    const story = Effect.andThen(putErasure, Effect.andThen(Effect.flip(forgetPerson(erasureId)), erasure))
    expect((await run(story, sink))?.systems).toContainEqual({
      name: "crm",
      status: "failed",
      reason: "DELETE_FAILED",
      at: expect.any(Number),
    })
  })

  it("leaves a CRM that is away running, to be told again", async () => {
    const { sink } = fakeSink(say`crm`, () =>
      Effect.fail(new VendorIsUnavailable({ system: say`crm`, reason: say`down` })),
    )
    const story = Effect.andThen(putErasure, Effect.andThen(Effect.flip(forgetPerson(erasureId)), erasure))
    expect((await run(story, sink))?.systems.map(({ name }) => name)).toEqual(["graph"])
  })
})
