import type { EffectRecord } from "@kith/core/documents/Collections"
import type { Key } from "@kith/core/identifier/Identifier"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { fakeVendor, type VendorReply } from "../../../../test/fakes/FakeVendor.ts"
import { nothing } from "../Fields.ts"
import { type Answered, nothingKnown, type Sink } from "../Sink.ts"
import { makeServiceNow, type ServiceNowSettings } from "./ServiceNow.ts"
import { serviceNowRecord } from "./ServiceNowRecord.ts"

const customerId = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01"
const sysId = "0123456789abcdef0123456789abcdef"
const otherSysId = "fedcba9876543210fedcba9876543210"
const table = "/api/now/table/customer_contact"
const byCorrelation = `${table}?sysparm_query=correlation_id=${customerId}&sysparm_fields=sys_id&sysparm_limit=2`

const person: CurrentPerson = {
  schema: 1,
  state: "current",
  customerId,
  version: 7,
  resolutionTier: 1,
  confidence: 0.95,
  since: 0,
  identifiers: [{ key: "email:k:1" as Key, kind: "email", value: "ann@example.org", first: 0 }],
  traits: {},
  lastInteraction: { interactionId: "i-7", at: Date.UTC(2026, 0, 5, 10) },
  former: [],
  open: [],
  policyVersion: 1,
}
const never: EffectRecord = { schema: 1, version: 0, digest: "", status: "none", at: 0 }

const upsert =
  (known = nothingKnown) =>
  (sink: Sink) =>
    sink.upsert(person, sink.fieldsOf(person) ?? {}, "i-7:7", never, known)

const ask = async (
  mode: ServiceNowSettings["mode"],
  replies: ReadonlyArray<VendorReply>,
  call: (sink: Sink) => Answered = upsert(),
) => {
  const vendor = fakeVendor(replies)
  const program = Effect.gen(function* () {
    const sink = yield* makeServiceNow({
      url: "https://acme.service-now.example",
      user: "kith",
      password: Redacted.make("secret"),
      mode,
      stagingTable: "u_kith_import",
      table: "customer_contact",
    })
    const fiber = yield* Effect.forkChild(Effect.result(call(sink)))
    for (let second = 0; fiber.pollUnsafe() === undefined && second < 90; second++) yield* TestClock.adjust("1 second")
    return yield* Fiber.join(fiber)
  })
  const result = await Effect.runPromise(program.pipe(Effect.provide([vendor.layer, TestClock.layer()])))
  const outcome = result._tag === "Success" ? result.success : result.failure
  return { outcome, calls: vendor.calls, asked: vendor.calls.map(({ method, path }) => `${method} ${path}`) }
}

const imported = (status: string): VendorReply => ({
  status: 201,
  body: { result: [{ status, table: "customer_contact", sys_id: sysId }] },
})
const found = (...ids: ReadonlyArray<string>): VendorReply => ({
  status: 200,
  body: { result: ids.map((sys_id) => ({ sys_id })) },
})

describe("a person as a ServiceNow record", () => {
  it("has what is known, with its times in UTC, and is nobody's", () => {
    expect(serviceNowRecord(person)).toEqual({
      email: "ann@example.org",
      u_last_interaction: "i-7",
      u_last_interaction_at: "2026-01-05 10:00:00",
      u_kith_merged_into: "",
    })
  })

  it("is none without an identifier", () => {
    expect(serviceNowRecord({ ...person, identifiers: [] })).toBeUndefined()
  })
})

describe("the import set", () => {
  it.each(["inserted", "updated", "ignored"])("is content with a row that was %s", async (status) => {
    const { outcome, calls, asked } = await ask("import", [imported(status)])
    expect(outcome).toEqual({ recordId: sysId, ...(status === "inserted" && { created: true }) })
    expect(asked).toEqual(["POST /api/now/import/u_kith_import"])
    expect(calls[0]?.body).toMatchObject({ u_kith_id: customerId, email: "ann@example.org" })
    expect(calls[0]?.headers["authorization"]).toBe(`Basic ${Buffer.from("kith:secret").toString("base64")}`)
  })

  it("refuses for good what it could not transform, whatever its status says", async () => {
    expect((await ask("import", [imported("error")])).outcome).toMatchObject({ _tag: "VendorRefused" })
  })

  it.each<[string, VendorReply]>([
    ["a wrong login", { status: 401 }],
    ["a missing right", { status: 403 }],
    ["a rate limit for the rest of the hour", { status: 429, headers: { "retry-after": "1800" } }],
  ])("is asked again later after %s", async (_title, reply) => {
    expect((await ask("import", [reply])).outcome).toMatchObject({ _tag: "VendorIsUnavailable" })
  })
})

describe("what we wrote into a record, and the person has no more", () => {
  const values: Readonly<Record<string, string>> = {
    phone: "+12025550199",
    first_name: "Bob",
    email: "old@example.org",
  }
  const wrote = { fields: Object.keys(values), isOurs: (field: string, value: string) => values[field] === value }

  it("is cleared before the rest is written, but for what somebody else has entered since", async () => {
    const there = { status: 200, body: { result: [{ sys_id: sysId, phone: "+12025550199", first_name: "Robert" }] } }
    const { calls, asked } = await ask(
      "import",
      [there, { status: 200, body: {} }, imported("updated")],
      upsert({ ...nothingKnown, wrote }),
    )
    expect(asked).toEqual([
      expect.stringMatching("^GET .*sysparm_fields=sys_id,phone,first_name&"),
      `PATCH /api/now/table/customer_contact/${sysId}`,
      "POST /api/now/import/u_kith_import",
    ])
    expect(calls[1]?.body).toEqual({ phone: "" })
  })
})

describe("the table", () => {
  it("gets a record where there is none", async () => {
    const { outcome, asked, calls } = await ask("table", [
      found(),
      { status: 201, body: { result: { sys_id: sysId } } },
    ])
    expect(outcome).toEqual({ recordId: sysId, created: true })
    expect(asked).toEqual([`GET ${byCorrelation}`, `POST ${table}`])
    expect(calls[1]?.body).toMatchObject({ correlation_id: customerId })
  })

  it("gets a change of the record that is there", async () => {
    const { asked } = await ask("table", [found(sysId), { status: 200, body: { result: { sys_id: sysId } } }])
    expect(asked[1]).toBe(`PATCH ${table}/${sysId}`)
  })

  it("is asked by an operator which of two is meant", async () => {
    expect((await ask("table", [found(sysId, otherSysId)])).outcome).toMatchObject({
      _tag: "SeveralMatches",
      recordIds: [sysId, otherSysId],
    })
  })
})

describe("a merge", () => {
  it("makes the former record refer to the heir's", async () => {
    const replies = [found(sysId), found(otherSysId), { status: 200, body: {} }]
    const { calls } = await ask("import", replies, (sink) => sink.markMerged(customerId, "the-heir", nothing))
    expect(calls[2]).toMatchObject({ path: `${table}/${sysId}`, body: { u_kith_merged_into: otherSysId } })
  })
})

describe("an erasure", () => {
  it("deletes every record of the person, and is content when there is none", async () => {
    const remove = (sink: Sink) => sink.remove(customerId, "delete")
    const { asked } = await ask("table", [found(sysId, otherSysId), { status: 204 }], remove)
    expect(asked.slice(1)).toEqual([`DELETE ${table}/${sysId}`, `DELETE ${table}/${otherSysId}`])
    expect((await ask("table", [found()], remove)).outcome).toEqual({})
  })

  it("leaves a record that was there before us as nobody's", async () => {
    const replies = [found(sysId), { status: 200, body: {} }]
    const { calls } = await ask("table", replies, (sink: Sink) => sink.remove(customerId, "anonymise"))
    expect(calls[1]).toMatchObject({
      method: "PATCH",
      path: `${table}/${sysId}`,
      body: { email: "", phone: "", street: "", last_name: "Erased", u_kith_id: "", correlation_id: "" },
    })
  })
})
