import { Effect, Fiber, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { fakeVendor, type VendorReply } from "../../../test/fakes/FakeVendor.ts"
import { Genesys } from "./Genesys.ts"
import { GenesysClient } from "./GenesysClient.ts"
import type { LeanPatch } from "./LeanAttributes.ts"

const patch: LeanPatch = {
  dialect: "participant-attributes",
  path: "/api/v2/conversations/c-1/participants/p-1/attributes",
  attributes: { kith_profileVersion: "7" },
}

/** What the org was asked, and what became of the patch. */
const ask = async (...replies: ReadonlyArray<VendorReply>) => {
  const vendor = fakeVendor(replies)
  const client = GenesysClient.layer({
    apiUrl: "https://api.example",
    loginUrl: "https://login.example",
    clientId: "id",
    clientSecret: Redacted.make("secret"),
  })
  const genesys = Genesys.layer.pipe(Layer.provide(client))
  const program = Effect.gen(function* () {
    const { patch: send } = yield* Genesys
    const fiber = yield* Effect.forkChild(Effect.result(send(patch, "c-1:7")))
    for (let second = 0; fiber.pollUnsafe() === undefined && second < 120; second++) yield* TestClock.adjust("1 second")
    return yield* Fiber.join(fiber)
  })
  const result = await Effect.runPromise(
    program.pipe(Effect.provide(genesys), Effect.provide([vendor.layer, TestClock.layer()])),
  )
  return { outcome: result._tag === "Success" ? result.success : result.failure, calls: vendor.calls, vendor }
}

const problem = (status: number, code: string): VendorReply => ({
  status,
  body: { status, code, message: "ann@example.org is not to be repeated" },
})

describe("patch", () => {
  it("writes attributes with a token, under the name of the change", async () => {
    const { outcome, calls } = await ask({ status: 204 })
    expect(outcome).toBe("written")
    expect(calls).toMatchObject([
      {
        method: "PATCH",
        path: patch.path,
        headers: { authorization: "Bearer token-1", "idempotency-key": "c-1:7" },
        body: { attributes: { kith_profileVersion: "7" } },
      },
    ])
  })

  it.each([404, 409, 410])("finds the interaction gone at %i, and asks no second time", async (status) => {
    const { outcome, calls } = await ask(problem(status, "not.found"))
    expect(outcome).toBe("gone")
    expect(calls).toHaveLength(1)
  })

  it.each([400, 413, 422])("takes %i for a refusal, and repeats no value", async (status) => {
    const { outcome, calls } = await ask(problem(status, "bad.request"))
    expect(outcome).toMatchObject({ _tag: "VendorRefused", reason: `status ${status}, bad.request` })
    expect(calls).toHaveLength(1)
  })

  it("leaves it to a redelivery when a right is missing", async () => {
    const { outcome } = await ask(problem(403, "missing.permission"))
    expect(outcome).toMatchObject({ _tag: "VendorIsUnavailable", reason: "status 403, missing.permission" })
  })

  it("waits as long as the rate limit says", async () => {
    const { outcome, calls } = await ask({ status: 429, headers: { "retry-after": "7" } }, { status: 204 })
    expect(outcome).toBe("written")
    expect(calls).toHaveLength(2)
  })

  it("leaves it to a redelivery when that is too long", async () => {
    const { outcome, calls } = await ask({ status: 429, headers: { "retry-after": "60" } })
    expect(outcome).toMatchObject({ _tag: "VendorIsUnavailable", retryAfterMillis: 60_000 })
    expect(calls).toHaveLength(1)
  })

  it("logs in again once when the token is refused", async () => {
    const { outcome, vendor } = await ask(problem(401, "bad.credentials"), { status: 200, body: {} })
    expect(outcome).toBe("written")
    expect(vendor.tokens()).toBe(2)
  })

  it("leaves it to a redelivery when the org stays away", async () => {
    const { outcome } = await ask({ status: 503 })
    expect(outcome).toMatchObject({ _tag: "VendorIsUnavailable", reason: "status 503" })
  })
})
