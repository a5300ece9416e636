import { Effects, Erasures, Interactions, Persons } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import type { RateBudget } from "@kith/core/http/RateBudget"
import { TurnIsLater, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import type { CurrentPerson, OpenInteraction, PersonRecord } from "@kith/core/identity/Records"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect, Layer, Logger } from "effect"
import { describe, expect, it } from "vitest"
import { forgetPerson } from "./ForgetPerson.ts"
import { Genesys, type Written } from "./Genesys.ts"
import { type LeanPatch, shippedLimits } from "./LeanAttributes.ts"
import { Lean, writeOutcome } from "./WriteOutcome.ts"

const ann = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01"
const bob = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a02"
const erasureId = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a0e"

const open = (interactionId: string, changes: Partial<OpenInteraction> = {}): OpenInteraction => ({
  sightingId: interactionId,
  interactionId,
  dialect: "guide",
  since: 0,
  resolutionTier: 1,
  confidence: 0.95,
  ...changes,
})

const person = (
  customerId: string,
  version: number,
  interactions: ReadonlyArray<OpenInteraction>,
  tier = "Gold",
): CurrentPerson => ({
  schema: 1,
  state: "current",
  customerId,
  version,
  resolutionTier: 1,
  confidence: 0.95,
  since: 0,
  identifiers: [],
  traits: { customerTier: { value: tier, at: 0, eventKey: "e", source: "s", interactionId: "i" } },
  former: [],
  open: [...interactions],
  policyVersion: 1,
})

const put = (id: string, body: PersonRecord) =>
  Documents.use((documents) => documents.commit({ writes: [{ op: "put", ref: ref(Persons, id), body }] }))

const effects = Documents.use((documents) => documents.list(Effects, { limit: 100 })).pipe(
  Effect.map((found) => Object.fromEntries(found.map(({ id, body }) => [id, body]))),
)

const lean = { profileBaseUrl: "https://kith.example", panel: [], limits: shippedLimits }

type Reply = Effect.Effect<Written, VendorIsUnavailable | VendorRefused>
const written: Reply = Effect.succeed("written")
const away: Reply = Effect.fail(new VendorIsUnavailable({ system: say`genesys`, reason: say`down` }))

/** Runs a story against an org that answers by path; `told` is what it was sent. */
const run = async <A, E>(
  story: Effect.Effect<A, E, Documents | Keys | Genesys | Lean>,
  reply: (path: string) => Reply = () => written,
  inTurn: RateBudget["inTurn"] = (_, work) => work,
) => {
  const told: Array<string> = []
  const patch = ({ path, attributes }: LeanPatch, changeKey: string) =>
    Effect.suspend(() => {
      told.push(`${path} ${attributes["resolvedCustomerId"] ?? attributes["kith_resolvedCustomerId"]} ${changeKey}`)
      return reply(path)
    })
  const layer = Layer.mergeAll(
    sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:"))),
    Layer.succeed(Keys, makeKeyring("a pepper that is long enough for everybody")),
    Layer.succeed(Lean, lean),
    Layer.succeed(Genesys, { patch, inTurn }),
    Logger.layer([]),
  )
  const result = await Effect.runPromise(story.pipe(Effect.provide(layer)))
  return { told, result }
}

const tell = (customerId: string, record: PersonRecord) =>
  Effect.andThen(put(customerId, record), writeOutcome(customerId))

describe("writeOutcome", () => {
  it("writes to each open interaction once, and again only when something changes", async () => {
    const both = [open("i-1"), open("i-2")]
    const { told } = await run(
      Effect.gen(function* () {
        yield* tell(ann, person(ann, 1, both))
        yield* writeOutcome(ann)
        yield* tell(ann, person(ann, 2, both))
        yield* tell(ann, person(ann, 3, both, "Platinum"))
      }),
    )
    expect(told.sort()).toEqual([
      `/api/v2/interactions/i-1 ${ann} i-1:1`,
      `/api/v2/interactions/i-1 ${ann} i-1:3`,
      `/api/v2/interactions/i-2 ${ann} i-2:1`,
      `/api/v2/interactions/i-2 ${ann} i-2:3`,
    ])
  })

  it("follows an interaction to whom it turns out to belong to, whatever the versions", async () => {
    const { told } = await run(
      Effect.gen(function* () {
        yield* tell(bob, person(bob, 9, [open("i-1")]))
        yield* put(ann, person(ann, 2, [open("i-1")]))
        yield* tell(bob, { schema: 1, state: "alias", of: ann })
        yield* put(ann, person(ann, 3, []))
        yield* tell(bob, person(bob, 10, [open("i-1")]))
      }),
    )
    expect(told.map((line) => line.split(" ")[1])).toEqual([bob, ann, bob])
  })

  it("writes to every customer of a conference", async () => {
    const sighting = (participantId: string) =>
      open("c-1", { sightingId: `c-1#${participantId}`, participantId, dialect: "genesys-eventbridge" })
    const { told } = await run(
      Effect.andThen(tell(ann, person(ann, 1, [sighting("p-1")])), tell(bob, person(bob, 1, [sighting("p-2")]))),
    )
    expect(told).toEqual([
      `/api/v2/conversations/c-1/participants/p-1/attributes ${ann} c-1:1`,
      `/api/v2/conversations/c-1/participants/p-2/attributes ${bob} c-1:1`,
    ])
  })

  it("writes to the others when one fails, and repeats only that one", async () => {
    let isDown = true
    const story = Effect.gen(function* () {
      const fact = yield* Effect.flip(tell(ann, person(ann, 1, [open("i-1"), open("i-2"), open("i-3")])))
      isDown = false
      yield* writeOutcome(ann)
      return fact._tag
    })
    const { told, result } = await run(story, (path) => (path.endsWith("i-1") && isDown ? away : written))
    expect(result).toBe("VendorIsUnavailable")
    expect(told.map((line) => line.split(" ")[2]).sort()).toEqual(["i-1:1", "i-1:1", "i-2:1", "i-3:1"])
  })

  it("lets an interaction that is gone be, for good", async () => {
    const story = Effect.gen(function* () {
      yield* tell(ann, person(ann, 1, [open("i-1")]))
      yield* tell(ann, person(ann, 2, [open("i-1")], "Platinum"))
      return yield* effects
    })
    const { told, result } = await run(story, () => Effect.succeed("gone"))
    expect(told).toHaveLength(1)
    expect(result).toMatchObject({ "genesys:i-1": { status: "expired" } })
  })

  it("sends nothing that is too large, and nothing of it cut off", async () => {
    const story = Effect.gen(function* () {
      yield* tell(ann, person(ann, 1, [open("i-1")]))
      yield* writeOutcome(ann)
      return yield* effects
    }).pipe(Effect.provideService(Lean, { ...lean, profileBaseUrl: `https://${"kith".repeat(60)}.example` }))
    const { told, result } = await run(story)
    expect(told).toEqual([])
    expect(result["genesys:i-1"]).toMatchObject({
      status: "refused",
      reason: "an attribute is longer than 256 characters",
    })
  })

  it("gives a refusal of the org's to the dead letters, and tries again when it is replayed", async () => {
    const refusal: Reply = Effect.fail(new VendorRefused({ system: say`genesys`, reason: say`status 400` }))
    const story = Effect.andThen(Effect.flip(tell(ann, person(ann, 1, [open("i-1")]))), Effect.flip(writeOutcome(ann)))
    const { told, result } = await run(story, () => refusal)
    expect(result).toMatchObject({ _tag: "VendorRefused" })
    expect(told).toHaveLength(2)
  })

  it("names no value in a record's id, whatever an interaction is called", async () => {
    const { result } = await run(Effect.andThen(tell(ann, person(ann, 1, [open("ann@example.org")])), effects))
    expect(Object.keys(result)).toEqual([expect.stringMatching(/^genesys:[\w-]{22}$/)])
  })

  it.each<[string, PersonRecord]>([
    ["is forgotten", { schema: 1, state: "erased", at: 0 }],
    ["came apart", { schema: 1, state: "ambiguous", heirs: [] }],
    ["has no open interaction", person(ann, 1, [])],
  ])("writes nothing for a person who %s", async (_title, record) => {
    expect((await run(tell(ann, record))).told).toEqual([])
  })
})

describe("a reference whose turn is later", () => {
  const later: RateBudget["inTurn"] = () => Effect.fail(new TurnIsLater({ system: say`genesys`, retryAfterMillis: 9 }))
  const turns = () => {
    const asked: Array<string> = []
    const inTurn: RateBudget["inTurn"] = ({ subject, urgency, age }, work) =>
      Effect.suspend(() => {
        asked.push(`${subject} ${urgency} ${age}`)
        return work
      })
    return { asked, inTurn }
  }
  const known = (id: string, endedAt?: number) => {
    const customer = { role: "customer", first: 0, identifiers: [], traits: {}, signals: [], links: [] }
    const participants = { "-": { ...customer, ...(endedAt !== undefined && { endedAt }) } }
    const times = { first: 0, last: 0, named: false, events: [], sightings: [] }
    return { schema: 1, state: "known", interactionId: id, dialect: "guide", participants, ...times }
  }
  const putInteraction = (id: string, endedAt?: number) =>
    Documents.use((documents) =>
      documents.commit({ writes: [{ op: "put", ref: ref(Interactions, id), body: known(id, endedAt) }] }),
    )

  it("goes first where there is none yet, and of those the one heard of last", async () => {
    const { asked, inTurn } = turns()
    const story = Effect.gen(function* () {
      yield* tell(ann, person(ann, 1, [open("i-1", { since: 5 })]))
      yield* tell(ann, person(ann, 2, [open("i-1", { since: 5 }), open("i-2", { since: 7 })], "Platinum"))
      yield* writeOutcome(ann)
    })
    const { told } = await run(story, () => written, inTurn)
    expect(asked).toEqual(["i-1 0 -5", "i-1 1 -5", "i-2 0 -7"])
    expect(told).toHaveLength(3)
  })

  it("is written once with the newest state, however often it changed meanwhile", async () => {
    let isLater = true
    const inTurn: RateBudget["inTurn"] = (turn, work) => (isLater ? later(turn, work) : work)
    const story = Effect.gen(function* () {
      for (const version of [1, 2, 3]) yield* Effect.exit(tell(ann, person(ann, version, [open("i-1")], `T${version}`)))
      isLater = false
      for (const _ of [1, 2, 3]) yield* writeOutcome(ann, 2)
    })
    const { told } = await run(story, () => written, inTurn)
    expect(told).toEqual([`/api/v2/interactions/i-1 ${ann} i-1:3`])
  })

  it("is written down as come too late when the interaction ends first, and only then", async () => {
    const story = Effect.gen(function* () {
      yield* Effect.all([putInteraction("i-1"), putInteraction("i-2"), putInteraction("i-3")])
      yield* Effect.flip(tell(ann, person(ann, 1, [open("i-1"), open("i-2"), open("i-3")])))
      yield* putInteraction("i-1", 1)
      // i-2 is somebody else's by now.
      yield* put(ann, person(ann, 2, [open("i-3")]))
      yield* Effect.flip(writeOutcome(ann, 2))
      return yield* effects
    })
    const { told, result } = await run(story, () => written, later)
    expect(told).toEqual([])
    expect(result).toMatchObject({
      "genesys:i-1": { status: "expired", reason: "the interaction ended before its turn" },
      "genesys:i-2": { status: "none" },
      "genesys:i-3": { status: "none" },
    })
  })

  it("leaves alone what another delivery is writing to, whose lease it would take away", async () => {
    const place = ref(Effects, "genesys:i-1")
    const lease = { holder: "another", until: 60_000 }
    const body = { schema: 1, version: 0, digest: "", status: "none", at: 0, lease }
    const version = Effect.map(
      Documents.use((documents) => documents.getMany([place])),
      ([found]) => found?.version,
    )
    const story = Effect.gen(function* () {
      yield* Documents.use((documents) => documents.commit({ writes: [{ op: "put", ref: place, body }] }))
      const before = yield* version
      yield* Effect.flip(tell(ann, person(ann, 1, [open("i-1")])))
      return { before, after: yield* version }
    })
    const { result } = await run(story, () => written, later)
    expect(result.after).toBe(result.before)
  })

  it("is written down as come too late when the interaction ends while it waits", async () => {
    const inTurn: RateBudget["inTurn"] = (_, work) =>
      Effect.andThen(Effect.orDie(Effect.all([putInteraction("i-1", 1), put(ann, person(ann, 2, []))])), work) as never
    const story = Effect.andThen(tell(ann, person(ann, 1, [open("i-1")])), effects)
    const { told, result } = await run(story, () => written, inTurn)
    expect(told).toEqual([])
    expect(result).toMatchObject({ "genesys:i-1": { status: "expired" } })
  })
})

describe("forgetPerson", () => {
  const erasure = {
    schema: 1,
    erasureId,
    customerIds: [ann],
    keys: [],
    strippedKeys: [],
    interactionIds: ["i-1"],
    published: true,
    systems: [],
  }
  const putErasure = (at: number) =>
    Documents.use((documents) =>
      documents.commit({ writes: [{ op: "put", ref: ref(Erasures, erasureId), body: { ...erasure, at } }] }),
    )
  const progress = Effect.map(
    Documents.use((documents) => documents.getMany([ref(Erasures, erasureId)])),
    ([snapshot]) => snapshot?.body.systems.map(({ name, status }) => `${name} ${status}`),
  )

  it("reports that nothing is written any more", async () => {
    const { result } = await run(
      Effect.andThen(putErasure(Date.now()), Effect.andThen(forgetPerson(erasureId), progress)),
    )
    expect(result).toEqual(["genesys done"])
  })

  it.each(["genesys:i-1", "genesys:i-1:a-conference"])("does not report while %s is being written", async (id) => {
    const lease = { holder: "h", until: Date.now() + 120_000 }
    const body = { schema: 1, version: 1, digest: "", status: "none", lease, at: 0 }
    const leased = Documents.use((documents) =>
      documents.commit({ writes: [{ op: "put", ref: ref(Effects, id), body }] }),
    )
    const story = Effect.gen(function* () {
      yield* putErasure(Date.now())
      yield* leased
      const fact = yield* Effect.flip(forgetPerson(erasureId))
      yield* putErasure(Date.now() - 120_000)
      yield* forgetPerson(erasureId)
      return [fact._tag, yield* progress]
    })
    expect((await run(story)).result).toEqual(["EffectIsUnderWay", ["genesys done"]])
  })
})
