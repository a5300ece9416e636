import type { Scope } from "@kith/core/http/Bearer"
import type { HttpRequest } from "@kith/core/http/Http"
import { PushIsUnauthenticated, SchedulerAuthentication } from "@kith/core/topics/PushAuthentication"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { routeOf } from "./fixtures/Described.ts"
import { idOf, openWorld } from "./fixtures/World.ts"

const world = openWorld()
afterAll(() => world.close())

const routes: ReadonlyArray<readonly [string, Scope]> = [
  [`GET /profiles/${idOf(1)}`, "profiles"],
  ["POST /profiles/search", "profiles"],
  [`GET /profiles/${idOf(1)}/explanation`, "profiles"],
  ["POST /explanations", "profiles"],
  [`GET /persons/${idOf(1)}`, "profiles"],
  [`GET /persons/${idOf(1)}/timeline`, "profiles"],
  ["POST /search", "profiles"],
  ["POST /bans", "operations"],
  ["POST /splits", "operations"],
  ["GET /interactions/call", "profiles"],
  ["POST /erasures", "privacy"],
  ["GET /erasures", "privacy"],
  [`GET /erasures/${idOf(1)}`, "privacy"],
  [`GET /erasures/${idOf(1)}/receipt`, "privacy"],
  ["POST /exports", "privacy"],
  ["POST /consents", "privacy"],
  ["GET /audits", "privacy"],
  ["GET /tombstones", "privacy"],
  ["POST /tombstones", "privacy"],
  ["GET /policies", "operations"],
  ["GET /policies/1", "operations"],
  ["POST /policies/preview", "operations"],
  ["POST /policies", "operations"],
  ["POST /policies/rollback", "operations"],
  ["GET /overview", "operations"],
  ["GET /stream", "operations"],
  ["GET /events", "operations"],
  [`GET /events/${idOf(1)}`, "operations"],
  ["POST /try", "operations"],
  ["GET /ledger", "operations"],
  ["GET /dead-letters", "operations"],
  ["POST /dead-letters/d/replay", "operations"],
  ["POST /dead-letters/replay", "operations"],
  ["POST /tasks/publish-erasures", "operations"],
  ["POST /rekey", "operations"],
  ["POST /tasks/expire-interactions", "operations"],
  ["POST /tasks/report-ledger", "operations"],
  ["POST /tasks/recount-history", "operations"],
]

describe("the console", () => {
  it("is healthy without a token", async () => {
    expect(await world.ask("GET /health")).toMatchObject({ status: 200 })
  })

  it.each(routes)("answers %s only to a token with the scope %s", async (route, scope) => {
    const problem = { "content-type": "application/problem+json" }
    const [method = "", path = ""] = route.split(" ")
    expect([scope, "scheduler"]).toContain(routeOf(method, path)?.scope)
    expect(await world.ask(route)).toMatchObject({ status: 401, headers: problem })
    const others = (["profiles", "privacy", "operations"] as const).filter((other) => other !== scope)
    for (const other of others) {
      expect(await world.ask(route, { scope: other })).toMatchObject({ status: 403, headers: problem })
    }
    expect([401, 403]).not.toContain((await world.ask(route, { scope })).status)
  })

  it("tells the holder of a token what it may be used for, and nobody else anything", async () => {
    expect(await world.ask("GET /session")).toMatchObject({ status: 401 })
    const { status, body } = await world.ask("GET /session", { scope: "privacy" })
    expect([status, body]).toEqual([200, { name: expect.stringMatching(/^token-[0-9a-f]{8}$/), scopes: ["privacy"] }])
  })

  it("describes every route that it answers, as OpenAPI 3.1, without a token", async () => {
    const { status, body } = await world.ask("GET /openapi.json")
    expect([status, body?.["openapi"]]).toEqual([200, "3.1.0"])
    const paths = body?.["paths"] as Readonly<
      Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
    >
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [route] of routes) {
      const [method = "", path = ""] = route.split(" ")
      const known = Object.entries(paths).filter(([template]) =>
        new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path),
      )
      expect(
        known.some(([, operations]) => method.toLowerCase() in operations),
        route,
      ).toBe(true)
    }
    for (const [path, methods] of Object.entries(paths)) {
      const concrete = path.replaceAll(/\{\w+\}/g, idOf(1))
      for (const method of Object.keys(methods))
        expect((await world.ask(`${method.toUpperCase()} ${concrete}`)).status, path).not.toBe(404)
    }
  })

  it("answers what it has not with a typed problem", async () => {
    expect(await world.ask("GET /nothing")).toMatchObject({ status: 404 })
    expect(await world.ask("DELETE /ledger")).toMatchObject({ status: 405, headers: { allow: "GET" } })
  })

  it.each([
    ["GET /dead-letters?limit=0"],
    ["GET /dead-letters?limit=101"],
    ["GET /dead-letters?after=a%2Fb"],
    ["GET /dead-letters?colour=red"],
  ])("refuses %s", async (route) => {
    expect(await world.ask(route, { scope: "operations" })).toMatchObject({ status: 400 })
  })

  it("refuses a body that is no JSON, and one that is too large", async () => {
    const search = (body: unknown) => world.ask("POST /profiles/search", { scope: "profiles", body })
    expect(await search({ email: "x".repeat(17 * 1024) })).toMatchObject({
      status: 400,
      body: { detail: "body: too_big" },
    })
    expect(await search("text")).toMatchObject({ status: 400 })
  })

  it("does a task for the scheduler's own token, and nothing else", async () => {
    const isScheduler = (headers: HttpRequest["headers"]) => headers["authorization"] === "Bearer scheduler"
    const verify = (headers: HttpRequest["headers"]) =>
      isScheduler(headers) ? Effect.void : Effect.fail(new PushIsUnauthenticated({ reason: "another-account" }))
    const ask = (path: string, authorization: string) => {
      const request = {
        method: "POST",
        path,
        query: new URLSearchParams(),
        headers: { authorization },
        body: Buffer.from("{}"),
      }
      return world.run(Effect.provideService(world.handler(request), SchedulerAuthentication, { verify }))
    }
    expect(await ask("/tasks/report-ledger", "Bearer scheduler")).toMatchObject({ status: 200 })
    expect(await ask("/tasks/report-ledger", "Bearer somebody")).toMatchObject({ status: 401 })
    expect(await ask("/profiles/search", "Bearer scheduler")).toMatchObject({ status: 401 })
  })
})
