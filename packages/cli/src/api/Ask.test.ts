import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { exitCodes } from "../Stopped.ts"
import { addressOf, answerOf, refusalOf } from "./Ask.ts"

const said = (status: number, body: unknown) => ({ status, headers: {}, text: JSON.stringify(body) })

describe("A route's address", () => {
  it("has its parameters in their places and what was asked behind them", () => {
    expect(
      addressOf(
        "GET /persons/:customerId/timeline",
        { customerId: "a/b" },
        { limit: 5, after: undefined, unmask: false },
      ),
    ).toBe("/persons/a%2Fb/timeline?limit=5")
    expect(addressOf("GET /ledger")).toBe("/ledger")
  })
})

describe("An answer", () => {
  it("is taken only in the shape of its route", async () => {
    const good = answerOf("GET /session", said(200, { name: "night", scopes: ["operations"] }))
    expect(await Effect.runPromise(good)).toEqual({ name: "night", scopes: ["operations"] })
    const other = answerOf("GET /session", said(200, { name: 3 }))
    expect(await Effect.runPromise(Effect.flip(other))).toMatchObject({ why: "refused" })
  })

  it.each([
    [400, 1],
    [401, 1],
    [403, 1],
    [404, 3],
    [409, 1],
    [410, 3],
    [422, 1],
    [429, 4],
    [500, 1],
    [503, 4],
  ])("with the status %i ends the command with %i", (status, code) => {
    const { why, message } = refusalOf(said(status, { title: "Title", detail: "detail" }))
    expect([exitCodes[why], message]).toEqual([code, expect.stringContaining(`Title: detail (${status}).`)])
  })
})
