import { type ErasureRecord, Erasures, ErasureValues } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { erasureWrite, genesysGdpr } from "@kith/core/documents/ErasureProgress"
import { Sqlite } from "@kith/core/documents/Sqlite"
import * as SqliteDocuments from "@kith/core/documents/SqliteDocuments"
import type { Identifier } from "@kith/core/identifier/Identifier"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import { seal } from "@kith/core/identifier/Seal"
import { Effect, Layer, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { fakeVendor, type VendorReply } from "../../../test/fakes/FakeVendor.ts"
import { GenesysClient } from "./GenesysClient.ts"
import { GenesysGdpr } from "./GenesysGdpr.ts"
import { requestDeletion } from "./RequestDeletion.ts"

const erasureId = "00000000-0000-8000-8000-000000000001"
const keyring = makeKeyring("a pepper of this test")

const ada: ReadonlyArray<Identifier> = [
  { kind: "email", value: "ada@example.com" },
  { kind: "email", value: "ada@example.org" },
  { kind: "phone", value: "+12025550143" },
  { kind: "crm.salesforce", value: "003xx000004D8b2AAC" },
  { kind: "genesysContact", value: "11111111-2222-4333-8444-555555555555" },
  { kind: "genesysContact", value: "11111111-2222-4333-8444-666666666666" },
  { kind: "social", value: "facebook:1234" },
]

const erasure = (systems: ErasureRecord["systems"]): ErasureRecord => ({
  schema: 1,
  erasureId,
  at: 1,
  customerIds: [],
  keys: [],
  strippedKeys: [],
  interactionIds: [],
  published: true,
  systems,
})

/** Tells of the erasure as often as there are lists of replies; answers with what Genesys was asked and what is noted. */
const tell = (
  values: ReadonlyArray<Identifier> | undefined,
  ...tellings: ReadonlyArray<ReadonlyArray<VendorReply>>
) => {
  const vendor = fakeVendor(tellings.flat())
  const settings = { apiUrl: "https://api.example", loginUrl: "https://login.example", clientId: "id" }
  const client = GenesysClient.layer({ ...settings, clientSecret: Redacted.make("secret") })
  const program = Effect.gen(function* () {
    const documents = yield* Documents
    const sealed = seal(keyring, "erasure-values", erasureId, JSON.stringify(values ?? []))
    const kept = { op: "put", ref: ref(ErasureValues, erasureId), body: { schema: 1, sealed } } as const
    const wanted = erasure([{ name: genesysGdpr, status: "running", at: 1 }])
    yield* documents.commit({ writes: [erasureWrite(wanted, "absent"), ...(values === undefined ? [] : [kept])] })
    for (const _ of tellings) yield* Effect.result(requestDeletion(erasureId))
    const [noted] = yield* documents.getMany([ref(Erasures, erasureId)])
    return { calls: vendor.calls, noted: noted?.body.systems[0], sealed }
  })
  const layer = Layer.mergeAll(
    GenesysGdpr.layer.pipe(Layer.provide(client)),
    SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
    Layer.succeed(Keys, keyring),
  )
  return Effect.runPromise(program.pipe(Effect.provide(layer), Effect.provide(vendor.layer)))
}

const request = (id: string, status: string): VendorReply => ({ status: 202, body: { id, status } })

describe("Genesys' own erasure", () => {
  it("is ordered with all identifiers of the person, and of kinds that a request has one of, one by one", async () => {
    const { calls, noted, sealed } = await tell(ada, [request("g-1", "INITIATED"), request("g-2", "INITIATED")])
    expect(calls).toMatchObject([
      {
        method: "POST",
        path: "/api/v2/gdpr/requests?deleteConfirmed=true",
        body: {
          requestType: "GDPR_DELETE",
          subject: {
            emailAddresses: ["ada@example.com", "ada@example.org"],
            phoneNumbers: ["+12025550143"],
            externalContactId: "11111111-2222-4333-8444-555555555555",
            socialHandle: { type: "FACEBOOK", value: "1234" },
          },
        },
      },
      { body: { subject: { externalContactId: "11111111-2222-4333-8444-666666666666" } } },
    ])
    expect(JSON.stringify(calls)).not.toContain("003xx")
    expect(sealed).not.toContain("ada@")
    expect(noted).toMatchObject({ name: genesysGdpr, status: "running", references: ["g-1", "g-2"] })
  })

  it("is asked after, not ordered again, and done when every request is", async () => {
    const [first, second] = [request("g-1", "INITIATED"), request("g-2", "DELETING")]
    const asked = [request("g-1", "COMPLETED"), request("g-2", "FINALIZING")]
    const half = await tell(ada, [first, second], asked)
    expect(half.calls.slice(2)).toMatchObject([
      { method: "GET", path: "/api/v2/gdpr/requests/g-1" },
      { method: "GET", path: "/api/v2/gdpr/requests/g-2" },
    ])
    expect(half.noted).toMatchObject({ status: "running" })
    const whole = await tell(
      ada,
      [first, second],
      asked,
      [request("g-1", "COMPLETED"), request("g-2", "COMPLETED")],
      [],
    )
    expect(whole.noted).toMatchObject({ status: "done", references: ["g-1", "g-2"] })
    expect(whole.calls).toHaveLength(6)
  })

  it("has failed when Genesys says so, and is then ordered again", async () => {
    const [email] = ada.slice(0, 1)
    const values = email === undefined ? [] : [email]
    const failed = await tell(values, [request("g-1", "INITIATED")], [request("g-1", "ERROR")])
    expect(failed.noted).toMatchObject({ status: "failed", references: ["g-1"] })
    const again = await tell(values, [request("g-1", "ERROR")], [request("g-2", "COMPLETED")])
    expect(again.noted).toMatchObject({ status: "done", references: ["g-2"] })
    const refused = await tell(values, [{ status: 400, body: { code: "bad.subject", message: "ada@example.com" } }])
    expect(refused.noted).toMatchObject({ status: "failed", reason: "status 400, bad.subject" })
  })

  it("is done where Genesys could find nobody, and cannot be done once the values are gone", async () => {
    const nobody = await tell([{ kind: "crm.external", value: "A-1" }], [])
    expect([nobody.calls, nobody.noted?.status]).toEqual([[], "done"])
    const gone = await tell(undefined, [])
    expect([gone.calls, gone.noted?.status]).toEqual([[], "failed"])
  })
})
