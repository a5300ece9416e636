import type { EffectRecord } from "@kith/core/documents/Collections"
import type { Key } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { fakeVendor, type VendorReply } from "../../../../test/fakes/FakeVendor.ts"
import { nothing, type Wrote } from "../Fields.ts"
import { type Answered, type Known, nothingKnown, type Sink } from "../Sink.ts"
import { makeSalesforce } from "./Salesforce.ts"
import { defaultSalesforceMapping, SalesforceMapping } from "./SalesforceMapping.ts"

const customerId = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01"
const otherId = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a02"
const recordId = "003xx000004D8b2AAC"
const upserts = "/services/data/v62.0/composite/sobjects/Contact/Kith_Id__c"
const updates = "/services/data/v62.0/composite/sobjects"
const queries = "/services/data/v62.0/composite"

type Identifiers = CurrentPerson["identifiers"]
const identified = (kind: Identifiers[number]["kind"], value: string): Identifiers[number] => ({
  key: `${kind}:k:${value}` as Key,
  kind,
  value,
  first: 0,
})
const person = (
  identifiers: Identifiers = [identified("email", "ann@example.org")],
  id = customerId,
): CurrentPerson => ({
  schema: 1,
  state: "current",
  customerId: id,
  version: 7,
  resolutionTier: 1,
  confidence: 0.95,
  since: 0,
  identifiers,
  traits: {},
  former: [],
  open: [],
  policyVersion: 1,
})
const withRecordId = person([identified("crm.salesforce", recordId)])
const fields = { Email: "ann@example.org" }
const never: EffectRecord = { schema: 1, version: 0, digest: "", status: "none", at: 0 }
const synced: EffectRecord = { ...never, version: 6, status: "applied" }

const written = (...ids: ReadonlyArray<string>): VendorReply => ({
  status: 200,
  body: ids.map((id) => ({ id, success: true, errors: [], created: false })),
})
const refusedWith = (statusCode: string): VendorReply => ({
  status: 200,
  body: [{ success: false, errors: [{ statusCode, message: "ann@example.org is not to be repeated", fields: [] }] }],
})
const problem = (errorCode: string, status = 400): VendorReply => ({
  status,
  body: [{ errorCode, message: "ann@example.org is not to be repeated" }],
})
const found = (...records: ReadonlyArray<object>): VendorReply => ({
  status: 200,
  body: { compositeResponse: [{ httpStatusCode: 200, body: { done: true, totalSize: records.length, records } }] },
})
const contact = (Id: string, more: object = {}) => ({ Id, SystemModstamp: "2026-01-05T10:00:00.000+0000", ...more })

/** What the org was asked, and what the sink made of its replies. */
const askAll = async (
  replies: ReadonlyArray<VendorReply>,
  calls: ReadonlyArray<(sink: Sink) => Answered>,
  mapping = defaultSalesforceMapping,
) => {
  const vendor = fakeVendor(replies)
  const program = Effect.gen(function* () {
    const sink = yield* makeSalesforce({
      loginUrl: "https://login.example",
      clientId: "id",
      login: { clientSecret: Redacted.make("secret") },
      apiVersion: "v62.0",
      mapping,
    })
    const all = Effect.forEach(calls, (call) => Effect.result(call(sink)), { concurrency: "unbounded" })
    const fiber = yield* Effect.forkChild(all)
    for (let second = 0; fiber.pollUnsafe() === undefined && second < 120; second++) yield* TestClock.adjust("1 second")
    return yield* Fiber.join(fiber)
  })
  const results = await Effect.runPromise(program.pipe(Effect.provide([vendor.layer, TestClock.layer()])))
  const outcomes = results.map((result) =>
    result._tag === "Success" ? result.success : { fact: result.failure._tag, message: result.failure.message },
  )
  return { outcomes, calls: vendor.calls, tokens: vendor.tokens() }
}
const ask = async (
  replies: ReadonlyArray<VendorReply>,
  call: (sink: Sink) => Answered,
  mapping?: SalesforceMapping,
) => {
  const { outcomes, ...seen } = await askAll(replies, [call], mapping)
  return { outcome: outcomes[0], ...seen }
}

const upsert =
  (recorded = never, someone = person(), known = nothingKnown) =>
  (sink: Sink) =>
    sink.upsert(someone, fields, "i-1:7", recorded, known)

const wrote = (values: Readonly<Record<string, string>>): Wrote => ({
  fields: Object.keys(values),
  isOurs: (field, value) => values[field] === value,
})
const holding = (
  values: Readonly<Record<string, string>>,
  is: Known["holders"][string]["is"] = "another",
  heard = "",
): Known => ({
  ...nothingKnown,
  holders: { [otherId]: { is, wrote: wrote(values), isHeard: ({ value }) => value === heard } },
})

const leaving = (recordId: string): Known => ({ ...nothingKnown, left: new Set([recordId]) })

interface Records {
  readonly records: ReadonlyArray<Record<string, unknown>>
}
const bodyOf = (call: { readonly body: unknown } | undefined) => {
  const { records } = (call?.body ?? { records: [] }) as Records
  return records[0]
}

describe("a person whom we never wrote", () => {
  it("is looked for first, and then made by our id with a word for the last name", async () => {
    const { outcome, calls } = await ask([found(), written(recordId)], upsert())
    expect(outcome).toEqual({ recordId })
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST ${queries}`, `PATCH ${upserts}`])
    expect(calls[1]?.headers["idempotency-key"]).toBe("i-1:7")
    expect(bodyOf(calls[1])).toEqual({
      attributes: { type: "Contact" },
      Email: "ann@example.org",
      Kith_Id__c: customerId,
      Kith_Version__c: 7,
      LastName: "Unknown",
    })
  })

  it("is never named in an address", async () => {
    const { calls } = await ask([found(), written(recordId)], upsert())
    expect(calls.some(({ path }) => path.includes("ann"))).toBe(false)
    expect(JSON.stringify(calls[0]?.body)).toContain(encodeURIComponent("Email IN ('ann@example.org')"))
  })

  it("is the one contact that has the same email: it gets our id, keeps its last name, and is told of", async () => {
    const replies = [found(contact(recordId, { Email: "ANN@example.org", LastName: "Lee" })), written(recordId)]
    const { outcome, calls } = await ask(replies, upsert())
    expect(outcome).toMatchObject({ recordId, told: [{ recordId, system: "salesforce" }] })
    expect(calls[1]).toMatchObject({ method: "PATCH", path: updates })
    expect(bodyOf(calls[1])).toMatchObject({ Id: recordId, Kith_Id__c: customerId })
    expect(bodyOf(calls[1])).not.toHaveProperty("LastName")
  })

  it("is parked when several contacts could be meant, with their ids and no value", async () => {
    const { outcome, calls } = await ask(
      [
        found(
          contact(recordId, { Email: "ann@example.org" }),
          contact("003xx000004D8b3AAC", { Email: "ann@example.org" }),
        ),
      ],
      upsert(),
    )
    expect(outcome).toEqual({
      fact: "SeveralMatches",
      message: `salesforce: several records match: ${recordId}, 003xx000004D8b3AAC`,
    })
    expect(calls).toHaveLength(1)
  })

  it("is the contact that the org's duplicate rule names", async () => {
    const matches = (...ids: ReadonlyArray<string>): VendorReply => ({
      status: 400,
      body: [
        {
          errorCode: "DUPLICATES_DETECTED",
          message: "Use one of these records?",
          duplicateResult: { matchResults: [{ matchRecords: ids.map((Id) => ({ record: { Id } })) }] },
        },
      ],
    })
    const detected = [found(), refusedWith("DUPLICATES_DETECTED")]
    const one = await ask([...detected, matches(recordId), found(contact(recordId)), written(recordId)], upsert())
    expect(one.outcome).toMatchObject({ recordId })
    expect(bodyOf(one.calls.at(-1))).toMatchObject({ Id: recordId, Kith_Id__c: customerId })
    const two = await ask([...detected, matches(recordId, "003xx000004D8b3AAC")], upsert())
    expect(two.outcome).toMatchObject({ fact: "SeveralMatches" })
    const held = found(contact(recordId, { Kith_Id__c: otherId }))
    expect(
      (await ask([...detected, matches(recordId), held], upsert(never, person(), holding({})))).outcome,
    ).toMatchObject({
      fact: "SeveralMatches",
    })
  })

  describe("whose only contact bears another id of ours", () => {
    const held = found(contact(recordId, { Email: "ann@example.org", Kith_Id__c: otherId }))

    it("asks whose that is", async () => {
      expect((await ask([held], upsert())).outcome).toEqual({
        heldBy: { customerId: otherId, recordId, isTaken: false },
      })
    })

    it("tells the graph of it where it is somebody's, and comes again", async () => {
      const { outcome, calls } = await ask([held], upsert(never, person(), holding({})))
      expect(outcome).toMatchObject({ undone: true, told: [{ recordId, identifiers: [{}, { kind: "email" }] }] })
      expect(calls).toHaveLength(1)
    })

    it("leaves it to them where it was a former id's until just now", async () => {
      const former = { ...person(), former: [otherId] }
      expect((await ask([held], upsert(never, former))).outcome).toMatchObject({ heldBy: { isTaken: false } })
      expect((await ask([held], upsert(never, former, holding({})))).outcome).toMatchObject({ undone: true })
      const taken = await ask([held, written(recordId)], upsert(never, former, holding({}, "own")))
      expect(taken.outcome).toMatchObject({ recordId })
    })

    it("comes again where it says so only because we wrote it for somebody", async () => {
      const { outcome } = await ask([held], upsert(never, person(), holding({ Email: "ann@example.org" })))
      expect(outcome).toMatchObject({ fact: "VendorIsUnavailable" })
    })

    it("gets one of their own where the graph has heard of it, and keeps them two", async () => {
      const known = holding({}, "another", "ann@example.org")
      const { outcome, calls } = await ask([held, written("003xx000004D8b9AAC")], upsert(never, person(), known))
      expect(outcome).toEqual({ recordId: "003xx000004D8b9AAC" })
      expect(calls[1]?.path).toBe(upserts)
    })

    it("gets it where it is nobody's any more", async () => {
      const { outcome, calls } = await ask([held, written(recordId)], upsert(never, person(), holding({}, "nobody")))
      expect(outcome).toMatchObject({ recordId, told: [{ recordId }] })
      expect(bodyOf(calls[1])).toMatchObject({ Id: recordId, Kith_Id__c: customerId })
    })
  })
})

describe("what we wrote into a contact, and the person has no more", () => {
  const known = { ...nothingKnown, wrote: wrote({ Phone: "+12025550199", FirstName: "Bob", LastName: "Doe" }) }
  const there = (more: object = {}) =>
    found(contact(recordId, { Phone: "+12025550199", FirstName: "Bob", LastName: "Doe", ...more }))

  it("is cleared, but for what somebody else has entered since", async () => {
    const { outcome, calls } = await ask(
      [there({ FirstName: "Robert" }), written(recordId)],
      upsert({ ...synced, recordId }, person(), known),
    )
    expect(outcome).toEqual({ recordId })
    expect(bodyOf(calls[1])).toMatchObject({ Id: recordId, Email: "ann@example.org", Phone: null, LastName: "Unknown" })
    expect(bodyOf(calls[1])).not.toHaveProperty("FirstName")
  })

  it("is cleared by our id where the org's own is not known", async () => {
    const { calls } = await ask([there({ Kith_Id__c: customerId }), written(recordId)], upsert(synced, person(), known))
    expect(calls.map(({ path }) => path)).toEqual([queries, upserts])
    expect(bodyOf(calls[1])).toMatchObject({ Phone: null, FirstName: null, LastName: "Unknown" })
  })

  it("costs no call where nothing is left of it", async () => {
    const all = { ...nothingKnown, wrote: wrote({ Email: "bob@example.org" }) }
    const { calls } = await ask([written(recordId)], upsert({ ...synced, recordId }, person(), all))
    expect(calls).toHaveLength(1)
  })

  it("is not asked for in fields that the mapping does not have any more", async () => {
    const mapping = SalesforceMapping.parse({ fields: [{ field: "Email", from: ["email"], longest: 80 }] })
    const { calls } = await ask([written(recordId)], upsert({ ...synced, recordId }, person(), known), mapping)
    expect(calls).toHaveLength(1)
  })

  it("goes from a contact that was taken for the person's when it is left", async () => {
    const before = "003xx000004D8b9AAC"
    const left = found(contact(before, { Phone: "+12025550199", FirstName: "Robert", LastName: "Doe" }))
    const { calls } = await ask(
      [found(contact(recordId)), refusedWith("DUPLICATE_VALUE"), left, written(before), written(recordId)],
      upsert({ ...synced, recordId: before }, withRecordId, { ...known, left: new Set([before]) }),
    )
    expect(bodyOf(calls[3])).toMatchObject({ Id: before, Phone: null, LastName: "Unknown", Kith_Id__c: null })
    expect(bodyOf(calls[3])).not.toHaveProperty("FirstName")
    expect(bodyOf(calls[4])).not.toHaveProperty("Phone")
  })

  it("goes from a contact that was another person's, and is no evidence", async () => {
    const theirs = { Email: "bob@example.org", Phone: "+12025550199", MobilePhone: "+12025550177", Kith_Id__c: otherId }
    const holders = holding({ Email: "bob@example.org", Phone: "+12025550199", FirstName: "Bob" })
    const { outcome, calls } = await ask(
      [found(contact(recordId, theirs)), there(), written(recordId)],
      upsert(never, withRecordId, holders),
    )
    expect(bodyOf(calls[2])).toMatchObject({ Id: recordId, Email: "ann@example.org", Phone: null, FirstName: null })
    expect(outcome).toMatchObject({ told: [{ identifiers: [{ value: recordId }, { value: "+12025550177" }] }] })
  })
})

describe("what a contact said before us", () => {
  it("is known from what we write", async () => {
    const same = found(contact(recordId, { Email: "ann@example.org", Phone: "+12025550199" }))
    const { outcome } = await ask([same, written(recordId)], upsert())
    expect(outcome).toMatchObject({ recordId, there: ["Email"] })
  })
})

describe("a person whom we wrote before", () => {
  it("is written by our id, and the last name is left to whoever wrote it", async () => {
    const { outcome, calls } = await ask([written(recordId)], upsert(synced))
    expect(outcome).toEqual({ recordId })
    expect(calls.map(({ path }) => path)).toEqual([upserts])
    expect(bodyOf(calls[0])).not.toHaveProperty("LastName")
  })

  it("is written by the org's own id where it is known, so that nothing merged away is made anew", async () => {
    const { calls } = await ask([written(recordId)], upsert({ ...synced, recordId }))
    expect(calls.map(({ path }) => path)).toEqual([updates])
    expect(bodyOf(calls[0])).toMatchObject({ Id: recordId, Kith_Id__c: customerId })
  })

  it("is looked for again when the org has deleted the contact", async () => {
    const { outcome, calls } = await ask(
      [refusedWith("REQUIRED_FIELD_MISSING"), found(), written(recordId)],
      upsert(synced),
    )
    expect(outcome).toEqual({ recordId })
    expect(bodyOf(calls[2])).toMatchObject({ LastName: "Unknown" })
  })
})

describe("a person who brought the org's own id", () => {
  it("is that contact, which gets our id", async () => {
    const there = found(contact(recordId, { Email: "work@example.org" }))
    const { outcome, calls } = await ask([there, written(recordId)], upsert(never, withRecordId))
    expect(outcome).toEqual({ recordId })
    expect(bodyOf(calls[1])).toMatchObject({ Id: recordId, Kith_Id__c: customerId })
    expect(bodyOf(calls[1])).not.toHaveProperty("LastName")
  })

  it("is looked at only once", async () => {
    const { calls } = await ask([written(recordId)], upsert({ ...synced, recordId }, withRecordId))
    expect(calls.map(({ path }) => path)).toEqual([updates])
  })

  it("is looked at where the one that we wrote to before was lost to somebody", async () => {
    const theirs = found(contact(recordId, { Kith_Id__c: otherId }))
    const { outcome } = await ask([theirs], upsert(synced, withRecordId))
    expect(outcome).toEqual({ heldBy: { customerId: otherId, recordId, isTaken: true } })
  })

  it("takes our id out of a contact that was taken for the person's, once it is known whose that is by now", async () => {
    const before = "003xx000004D8b9AAC"
    const there = [found(contact(recordId)), refusedWith("DUPLICATE_VALUE")]
    const asked = await ask(there, upsert({ ...synced, recordId: before }, withRecordId))
    expect(asked.outcome).toEqual({ leaves: before })
    const { outcome, calls } = await ask(
      [...there, written(before), written(recordId)],
      upsert({ ...synced, recordId: before }, withRecordId, leaving(before)),
    )
    expect(outcome).toMatchObject({ recordId })
    expect(bodyOf(calls[2])).toMatchObject({ Id: before, Kith_Id__c: null, Kith_Merged_Into__c: customerId })
    expect(bodyOf(calls[3])).toMatchObject({ Id: recordId, Kith_Id__c: customerId })
  })

  it("takes the contact from whoever had it before, once it is known who that is", async () => {
    const theirs = found(contact(recordId, { Email: "bob@example.org", Kith_Id__c: otherId }))
    const { outcome } = await ask([theirs], upsert(never, withRecordId))
    expect(outcome).toEqual({ heldBy: { customerId: otherId, recordId, isTaken: true } })
    const taken = await ask([theirs, written(recordId)], upsert(never, withRecordId, holding({})))
    expect(taken.outcome).toMatchObject({ recordId, told: [{ recordId }] })
  })

  it("lets go of its own where the two have brought each other's", async () => {
    const own = "003xx000004D8b9AAC"
    const theirs = found(contact(recordId, { Email: "bob@example.org", Kith_Id__c: otherId }))
    const ours = found(contact(own, { Kith_Id__c: customerId }))
    const replies = [theirs, refusedWith("DUPLICATE_VALUE"), ours, written(own), written(recordId)]
    const { outcome, calls } = await ask(
      replies,
      upsert(synced, withRecordId, { ...holding({}), left: new Set([own]) }),
    )
    expect(outcome).toMatchObject({ recordId })
    const [moved, taken] = calls.slice(-2).map(bodyOf)
    expect(moved).toMatchObject({ Id: own, Kith_Id__c: null, Kith_Merged_Into__c: customerId })
    expect(taken).toMatchObject({ Id: recordId, Kith_Id__c: customerId })
  })

  it("is looked for when that contact is gone", async () => {
    const replies = [found(), found(), found(), written(recordId)]
    expect((await ask(replies, upsert(never, withRecordId))).outcome).toEqual({ recordId })
  })

  describe("of a contact that the org merged", () => {
    const [between, master] = ["003xx000004D8b7AAC", "003xx000004D8b9AAC"]
    const someone = person([identified("email", "ann@example.org"), identified("crm.salesforce", recordId)])
    const deleted = (id: string, into: string) =>
      found(contact(id, { Email: "ann@example.org", IsDeleted: true, MasterRecordId: into }))
    const left = (more: object = {}) => found(contact(master, { IsDeleted: false, MasterRecordId: null, ...more }))

    it("is the master's, however often that was merged, and the graph is told", async () => {
      const gone = [refusedWith("ENTITY_IS_DELETED"), deleted(recordId, between), deleted(between, master)]
      const { outcome, calls } = await ask(
        [...gone, left({ Email: "ann@example.org" }), written(master)],
        upsert({ ...synced, recordId }, someone),
      )
      expect(outcome).toMatchObject({
        recordId: master,
        told: [{ recordId, mergedInto: between }, { recordId: between, mergedInto: master }, { recordId: master }],
      })
      expect(bodyOf(calls.at(-1))).toMatchObject({ Id: master, Kith_Id__c: customerId })
    })

    it("into another person's writes nothing before the graph is told that the two are one", async () => {
      const gone = [refusedWith("ENTITY_IS_DELETED"), deleted(recordId, master)]
      const { outcome, calls } = await ask(
        [...gone, left({ Kith_Id__c: otherId })],
        upsert({ ...synced, recordId }, someone, holding({})),
      )
      expect(outcome).toMatchObject({
        undone: true,
        told: [{ recordId, mergedInto: master }, { recordId: master }],
      })
      expect(calls.filter(({ method }) => method === "PATCH")).toHaveLength(1)
    })
  })

  it("has two contacts where we made one before: the brought one says whose it is, ours is written", async () => {
    const ours = "003xx000004D8b9AAC"
    const replies = [found(contact(recordId)), refusedWith("DUPLICATE_VALUE"), written(recordId), written(ours)]
    const { outcome, calls } = await ask(replies, upsert({ ...synced, recordId: ours, created: true }, withRecordId))
    expect(outcome).toEqual({ recordId: ours })
    expect(bodyOf(calls[2])).toMatchObject({ Id: recordId, Kith_Merged_Into__c: customerId })
    expect(calls.slice(1).map(({ path }) => path)).toEqual([updates, updates, upserts])
  })
})

describe("what the org answers", () => {
  it.each<[string, VendorReply]>([
    ["an unknown field", refusedWith("INVALID_FIELD")],
    ["a request it cannot read", problem("JSON_PARSER_ERROR")],
  ])("is never asked again after %s, and repeats no value", async (_title, reply) => {
    const { outcome, calls } = await ask([reply], upsert(synced))
    expect(outcome).toMatchObject({ fact: "VendorRefused" })
    expect(JSON.stringify(outcome)).not.toContain("ann@")
    expect(calls).toHaveLength(1)
  })

  it.each<[string, VendorReply, string]>([
    ["the day's calls are used up", problem("REQUEST_LIMIT_EXCEEDED", 403), "REQUEST_LIMIT_EXCEEDED"],
    ["it is down", { status: 503 }, "status 503"],
    ["the row stays locked", refusedWith("UNABLE_TO_LOCK_ROW"), "UNABLE_TO_LOCK_ROW"],
    ["it answers for another number of records", { status: 200, body: [] }, "not one readable result for each record"],
  ])("is left to a redelivery when %s", async (_title, reply, reason) => {
    const { outcome } = await ask([reply], upsert(synced))
    expect(outcome).toEqual({ fact: "VendorIsUnavailable", message: `salesforce is unavailable: ${reason}` })
  })

  it("is waited for while somebody else has locked the row", async () => {
    const locked = refusedWith("UNABLE_TO_LOCK_ROW")
    const { outcome, calls } = await ask([locked, locked, written(recordId)], upsert(synced))
    expect(outcome).toEqual({ recordId })
    expect(calls).toHaveLength(3)
  })

  it("that a session has ended makes us sign in again, once", async () => {
    const { outcome, calls, tokens } = await ask(
      [problem("INVALID_SESSION_ID", 401), written(recordId)],
      upsert(synced),
    )
    expect(outcome).toEqual({ recordId })
    expect(tokens).toBe(2)
    expect(calls.map(({ headers }) => headers["authorization"])).toEqual(["Bearer token-1", "Bearer token-2"])
  })
})

describe("people who come together", () => {
  const ids = Array.from({ length: 5 }, (_, i) => `0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a1${i}`)
  const all = ids.map((id) => upsert(synced, person([], id)))

  it("share a call, and each is answered for its own record", async () => {
    const ok = { id: recordId, success: true, errors: [] }
    const results = ids.map((_, i) => (i === 2 ? { success: false, errors: [{ statusCode: "STRING_TOO_LONG" }] } : ok))
    const { outcomes, calls } = await askAll([{ status: 200, body: results }], all)
    expect(calls).toHaveLength(1)
    expect(outcomes.map((outcome) => "fact" in outcome)).toEqual([false, false, true, false, false])
  })

  it("are all told when the org is away", async () => {
    const { outcomes } = await askAll([{ status: 503 }], all)
    expect(outcomes.every((outcome) => "fact" in outcome && outcome.fact === "VendorIsUnavailable")).toBe(true)
  })

  it("are not held up by one whose row is locked", async () => {
    const [locked, ok] = [
      { success: false, errors: [{ statusCode: "UNABLE_TO_LOCK_ROW" }] },
      { id: recordId, success: true, errors: [] },
    ]
    const replies = [{ status: 200, body: [ok, locked] }, written(recordId)]
    const { outcomes, calls } = await askAll(replies, all.slice(0, 2))
    expect(outcomes).toEqual([{ recordId }, { recordId }])
    expect(calls.map((call) => (call.body as { readonly records: ReadonlyArray<unknown> }).records.length)).toEqual([
      2, 1,
    ])
  })
})

describe("markMerged", () => {
  const mark = (sink: Sink) => sink.markMerged(customerId, otherId, nothing)

  it("says in the former record whose it is", async () => {
    const { outcome, calls } = await ask([written(recordId)], mark)
    expect(outcome).toEqual({ recordId })
    expect(bodyOf(calls[0])).toMatchObject({ Kith_Id__c: customerId, Kith_Merged_Into__c: otherId })
  })

  it("clears what we wrote there, and is the heir's no more", async () => {
    const left = wrote({ Email: "bob@example.org", Phone: "+12025550199" })
    const there = found(contact(recordId, { Kith_Id__c: customerId, Email: "bob@example.org", Phone: "+12025550177" }))
    const { calls } = await ask([there, written(recordId)], (sink) => sink.markMerged(customerId, otherId, left))
    expect(bodyOf(calls[1])).toEqual({
      ...{ attributes: { type: "Contact" }, Kith_Id__c: customerId, Kith_Merged_Into__c: otherId },
      Email: null,
    })
  })

  it("creates nothing where there is no such record", async () => {
    const { outcome, calls } = await ask([refusedWith("REQUIRED_FIELD_MISSING")], mark)
    expect(outcome).toEqual({})
    expect(calls).toHaveLength(1)
  })

  it("turns what hangs on it over to the heir's, where the mapping says so", async () => {
    const mapping = SalesforceMapping.parse({ reparent: [{ object: "Case", field: "ContactId" }] })
    const [former, heir] = [recordId, "003xx000004D8b9AAC"]
    const replies = [
      written(former),
      found({ Id: former, Kith_Id__c: customerId }, { Id: heir, Kith_Id__c: otherId }),
      found({ Id: "500xx000004D8b2AAC" }),
      written("500xx000004D8b2AAC"),
      found(),
    ]
    const { calls } = await ask(replies, mark, mapping)
    expect(bodyOf(calls[3])).toEqual({ attributes: { type: "Case" }, Id: "500xx000004D8b2AAC", ContactId: heir })
  })
})

describe("remove", () => {
  const ours = contact(recordId, { Kith_Id__c: customerId })
  const remove = (how: "delete" | "anonymise") => (sink: Sink) => sink.remove(customerId, how)

  it("deletes by our external id, and is content when there is none, or none any more", async () => {
    const { outcome, calls } = await ask([found(ours), { status: 204 }], remove("delete"))
    expect(outcome).toEqual({})
    expect(calls[1]).toMatchObject({
      method: "DELETE",
      path: `/services/data/v62.0/sobjects/Contact/Kith_Id__c/${customerId}`,
    })
    expect((await ask([found(ours), problem("NOT_FOUND", 404)], remove("delete"))).outcome).toEqual({})
    const none = await ask([found()], remove("delete"))
    expect([none.outcome, none.calls.length]).toEqual([{}, 1])
  })

  it("leaves a contact as nobody's, our ids taken out, where it is to stay", async () => {
    const { calls } = await ask([found(ours), written(recordId)], remove("anonymise"))
    expect(bodyOf(calls[1])).toMatchObject({
      Id: recordId,
      LastName: "Erased",
      Email: null,
      MobilePhone: null,
      MailingStreet: null,
      Birthdate: null,
      Customer_Tier__c: null,
      Kith_Id__c: null,
    })
  })

  it("takes those along that say they are this person's too, and leaves another person's alone", async () => {
    const [also, former] = ["003xx000004D8b3AAC", "003xx000004D8b4AAC"]
    const theirs = [contact(also), contact(former, { Kith_Id__c: otherId })]
    const { calls } = await ask([found(ours, ...theirs), { status: 204 }, written(also)], remove("delete"))
    expect(calls[1]).toMatchObject({ method: "DELETE" })
    expect(calls[2]?.body).toMatchObject({ records: [{ Id: also }] })
    expect(JSON.stringify(calls[2]?.body)).not.toContain(former)
  })

  it("does not pass for done when the org refuses", async () => {
    const { outcome } = await ask([found(ours), problem("DELETE_FAILED")], remove("delete"))
    expect(outcome).toMatchObject({ fact: "VendorRefused", message: "salesforce refused: DELETE_FAILED" })
    const locked = await ask([found(ours), refusedWith("UNABLE_TO_LOCK_ROW")], remove("anonymise"))
    expect(locked.outcome).toMatchObject({ fact: "VendorIsUnavailable" })
  })
})

describe("a contact that was not there before", () => {
  it("is known as ours, and one that was there is not", async () => {
    const made = { id: recordId, success: true, errors: [], created: true }
    const { outcome } = await ask([found(), { status: 200, body: [made] }], upsert())
    expect(outcome).toMatchObject({ recordId, created: true })
    expect((await ask([written(recordId)], upsert(synced))).outcome).toEqual({ recordId })
  })
})
