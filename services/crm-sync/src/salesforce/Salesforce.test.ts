import type { EffectRecord } from "@kith/core/documents/Collections"
import type { Key } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { fakeVendor, type VendorReply } from "../../../../test/fakes/FakeVendor.ts"
import type { Answered, Sink } from "../Sink.ts"
import { makeSalesforce } from "./Salesforce.ts"

const customerId = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01"
const recordId = "003xx000004D8b2AAC"
const byExternalId = `/services/data/v62.0/sobjects/Contact/Kith_Id__c/${customerId}`
const byRecordId = `/services/data/v62.0/sobjects/Contact/${recordId}`

const person = (identifiers: CurrentPerson["identifiers"] = []): CurrentPerson => ({
  schema: 1,
  state: "current",
  customerId,
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
const withRecordId = person([{ key: "crm.salesforce:k:1" as Key, kind: "crm.salesforce", value: recordId, first: 0 }])
const fields = { Email: "ann@example.org" }
const never: EffectRecord = { schema: 1, version: 0, digest: "", status: "none", at: 0 }
const synced: EffectRecord = { ...never, version: 6, status: "applied" }

const problem = (errorCode: string, status = 400): VendorReply => ({
  status,
  body: [{ errorCode, message: "ann@example.org is not to be repeated" }],
})
const created: VendorReply = { status: 201, body: { id: recordId, success: true, errors: [], created: true } }
const updated: VendorReply = { status: 200, body: { id: recordId, success: true, errors: [], created: false } }
const changed: VendorReply = { status: 204 }

/** What the org was asked, and what the sink made of its replies. */
const ask = async (replies: ReadonlyArray<VendorReply>, call: (sink: Sink) => Answered) => {
  const vendor = fakeVendor(replies)
  const program = Effect.gen(function* () {
    const sink = yield* makeSalesforce({
      loginUrl: "https://login.example",
      clientId: "id",
      clientSecret: Redacted.make("secret"),
      apiVersion: "v62.0",
    })
    const fiber = yield* Effect.forkChild(Effect.result(call(sink)))
    for (let second = 0; fiber.pollUnsafe() === undefined && second < 120; second++) yield* TestClock.adjust("1 second")
    return yield* Fiber.join(fiber)
  })
  const result = await Effect.runPromise(program.pipe(Effect.provide([vendor.layer, TestClock.layer()])))
  const outcome =
    result._tag === "Success" ? result.success : { fact: result.failure._tag, reason: result.failure.reason }
  return { outcome, calls: vendor.calls, tokens: vendor.tokens() }
}

const upsert =
  (recorded = never, someone = person()) =>
  (sink: Sink) =>
    sink.upsert(someone, fields, "i-1:7", recorded)

describe("upsert", () => {
  it("creates by our external id, which stands in the address and not in the body", async () => {
    const { outcome, calls } = await ask([created], upsert())
    expect(outcome).toEqual({ recordId })
    expect(calls).toMatchObject([
      { method: "PATCH", path: byExternalId, headers: { "idempotency-key": "i-1:7", authorization: "Bearer token-1" } },
    ])
    expect(calls[0]?.body).toEqual({ Email: "ann@example.org", Kith_Version__c: 7, LastName: "Unknown" })
  })

  it.each([
    ["200", updated, { recordId }],
    ["204", changed, {}],
  ])("takes %s for an update, and leaves the last name to whoever wrote it", async (_status, reply, expected) => {
    const { outcome, calls } = await ask([reply], upsert(synced))
    expect(outcome).toEqual(expected)
    expect(calls[0]?.body).not.toHaveProperty("LastName")
  })

  it("creates a contact again that the org has deleted", async () => {
    const { outcome, calls } = await ask([problem("REQUIRED_FIELD_MISSING"), created], upsert(synced))
    expect(outcome).toEqual({ recordId })
    expect(calls.map(({ body }) => body)).toMatchObject([{ Kith_Version__c: 7 }, { LastName: "Unknown" }])
  })

  it("writes our id into the record that the person brought", async () => {
    const { outcome, calls } = await ask([changed], upsert(never, withRecordId))
    expect(outcome).toEqual({ recordId })
    expect(calls).toMatchObject([{ path: byRecordId, body: { Kith_Id__c: customerId, Kith_Version__c: 7 } }])
    expect(calls[0]?.body).not.toHaveProperty("LastName")
  })

  it("goes by our external id when the record that the person brought is gone", async () => {
    const { outcome, calls } = await ask([problem("NOT_FOUND", 404), created], upsert(never, withRecordId))
    expect(outcome).toEqual({ recordId })
    expect(calls.map(({ path }) => path)).toEqual([byRecordId, byExternalId])
  })

  it.each<[string, VendorReply]>([
    ["several records match", { status: 300, body: ["/a", "/b"] }],
    ["a duplicate rule", problem("DUPLICATES_DETECTED")],
    ["a unique field", problem("DUPLICATE_VALUE")],
    ["an unknown field", problem("INVALID_FIELD")],
    ["an answer without a code", { status: 400, body: "no" }],
  ])("never asks again after %s, and repeats no value", async (_title, reply) => {
    const { outcome, calls } = await ask([reply], upsert())
    expect(outcome).toMatchObject({ fact: "VendorRefused" })
    expect(JSON.stringify(outcome)).not.toContain("ann@")
    expect(calls).toHaveLength(1)
  })

  it.each<[string, VendorReply, string]>([
    ["the day's calls are used up", problem("REQUEST_LIMIT_EXCEEDED", 403), "REQUEST_LIMIT_EXCEEDED"],
    ["it is down", { status: 503 }, "status 503"],
    ["the row stays locked", problem("UNABLE_TO_LOCK_ROW"), "UNABLE_TO_LOCK_ROW"],
  ])("leaves it to a redelivery when %s", async (_title, reply, reason) => {
    const { outcome } = await ask([reply], upsert())
    expect(outcome).toEqual({ fact: "VendorIsUnavailable", reason })
  })

  it("waits for a row that somebody else has locked", async () => {
    const locked = problem("UNABLE_TO_LOCK_ROW")
    const { outcome, calls } = await ask([locked, locked, created], upsert())
    expect(outcome).toEqual({ recordId })
    expect(calls).toHaveLength(3)
  })

  it("logs in again once when the session has ended", async () => {
    const { outcome, calls, tokens } = await ask([problem("INVALID_SESSION_ID", 401), created], upsert())
    expect(outcome).toEqual({ recordId })
    expect(tokens).toBe(2)
    expect(calls.map(({ headers }) => headers["authorization"])).toEqual(["Bearer token-1", "Bearer token-2"])
  })
})

describe("markMerged", () => {
  const mark = (sink: Sink) => sink.markMerged(customerId, "the-heir")

  it("says in the former record whose it is", async () => {
    const { outcome, calls } = await ask([changed], mark)
    expect(outcome).toEqual({})
    expect(calls).toMatchObject([{ method: "PATCH", path: byExternalId, body: { Kith_Merged_Into__c: "the-heir" } }])
  })

  it("creates nothing where there is no such record", async () => {
    const { outcome, calls } = await ask([problem("REQUIRED_FIELD_MISSING")], mark)
    expect(outcome).toEqual({})
    expect(calls).toHaveLength(1)
  })
})

describe("remove", () => {
  it.each([
    ["there is one", changed],
    ["it is gone", problem("NOT_FOUND", 404)],
  ])("deletes by our external id, and is content when %s", async (_title, reply) => {
    const { outcome, calls } = await ask([reply], (sink) => sink.remove(customerId))
    expect(outcome).toEqual({})
    expect(calls).toMatchObject([{ method: "DELETE", path: byExternalId }])
  })

  it("does not pass for done when the org refuses", async () => {
    const { outcome } = await ask([problem("DELETE_FAILED")], (sink) => sink.remove(customerId))
    expect(outcome).toEqual({ fact: "VendorRefused", reason: "DELETE_FAILED" })
  })
})
