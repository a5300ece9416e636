import { Clock, Effect, Fiber, Redacted } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { say } from "../telemetry/Harmless.ts"
import { clientCredentials } from "./OAuth.ts"
import { vendorClient } from "./VendorClient.ts"

type Answer = Response | "unreachable" | "silent"

/** A vendor that answers by the script, its last line for ever; remembers when and how it was called. */
const vendor = (
  script: (call: { url: URL; request: HttpClientRequest.HttpClientRequest; number: number }) => Answer,
) => {
  const calls: Array<{ at: number; path: string; headers: Readonly<Record<string, string | undefined>> }> = []
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      calls.push({ at, path: url.pathname, headers: request.headers })
      const answer = script({ url, request, number: calls.length })
      if (answer === "silent") return yield* Effect.never
      if (answer !== "unreachable") return HttpClientResponse.fromWeb(request, answer)
      const cause = Object.assign(new Error("connect to http://secret"), { code: "ECONNREFUSED" })
      const reason = new HttpClientError.TransportError({ request, cause })
      return yield* new HttpClientError.HttpClientError({ reason })
    }),
  )
  return { client, calls }
}

const status = (code: number, headers: Record<string, string> = {}) => new Response("{}", { status: code, headers })

/** Bodies are read by real streams, which get their turn before the clock moves on. */
const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** Lets time go by until the effect is done. */
const run = <A, E>(effect: Effect.Effect<A, E, HttpClient.HttpClient>, client: HttpClient.HttpClient) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.provideService(effect, HttpClient.HttpClient, client))
      while (fiber.pollUnsafe() === undefined) {
        yield* Effect.repeat(turn, { times: 3 })
        yield* TestClock.adjust("250 millis")
      }
      return yield* Fiber.join(fiber)
    }).pipe(Effect.provide(TestClock.layer())),
  )

const send = (client: HttpClient.HttpClient, request = HttpClientRequest.get("/things/1")) =>
  run(
    Effect.flatMap(vendorClient({ system: say`acme`, baseUrl: "https://acme.example/api" }), (acme) =>
      acme.send(request),
    ),
    client,
  )

describe("vendorClient", () => {
  it("answers whatever the vendor decided, without trying again", async () => {
    for (const code of [200, 204, 300, 302, 400, 403, 404, 409]) {
      const { client, calls } = vendor(() => (code === 204 ? new Response(null, { status: 204 }) : status(code)))
      expect(await send(client)).toMatchObject({ status: code, text: code === 204 ? "" : "{}" })
      expect(calls.map(({ path }) => path)).toEqual(["/api/things/1"])
    }
  })

  it.each<[string, () => Answer, string]>([
    ["is busy", () => status(503), "status 503"],
    ["is unreachable", () => "unreachable", "ECONNREFUSED"],
    ["does not answer", () => "silent", "no answer in time"],
    ["answers without end", () => new Response("x".repeat(256 * 1024 + 1)), "the answer is too large"],
  ])("tries three times, further and further apart, when the vendor %s", async (_what, answer, reason) => {
    const { client, calls } = vendor(answer)
    await expect(send(client)).rejects.toMatchObject({ _tag: "VendorIsUnavailable", system: say`acme`, reason })
    expect(calls).toHaveLength(3)
    const attempt = reason === "no answer in time" ? 10_000 : 0
    const [first, second] = calls.slice(1).map(({ at }, index) => at - (calls[index]?.at ?? 0) - attempt)
    expect(first).toBeGreaterThanOrEqual(400)
    expect(first).toBeLessThanOrEqual(600)
    expect(second).toBeGreaterThanOrEqual(800)
    expect(second).toBeLessThanOrEqual(1200)
  })

  it("succeeds when a later attempt does", async () => {
    const { client, calls } = vendor(({ number }) => (number < 3 ? status(500) : status(201)))
    expect((await send(client)).status).toBe(201)
    expect(calls).toHaveLength(3)
  })

  it("waits as long as Retry-After asks, up to twenty seconds", async () => {
    const { client, calls } = vendor(({ number }) =>
      number === 1 ? status(429, { "retry-after": "20" }) : status(200),
    )
    expect((await send(client)).status).toBe(200)
    expect(calls.map(({ at }) => at)).toEqual([0, 20_000])
  })

  it.each(["21", "Thu, 01 Jan 1970 00:00:21 GMT"])("hands a longer wait on to the redelivery (%s)", async (text) => {
    const { client, calls } = vendor(() => status(429, { "retry-after": text }))
    await expect(send(client)).rejects.toMatchObject({ _tag: "VendorIsUnavailable", retryAfterMillis: 21_000 })
    expect(calls).toHaveLength(1)
  })

  it("gives up within an ack deadline whatever the vendor asks for", async () => {
    const { client, calls } = vendor(() => status(503, { "retry-after": "20" }))
    await expect(send(client)).rejects.toMatchObject({ _tag: "VendorIsUnavailable" })
    expect(calls.map(({ at }) => at).at(-1)).toBeLessThan(60_000)
  })

  it("keeps our trace ids to ourselves", async () => {
    const { client, calls } = vendor(() => status(200))
    await send(client)
    expect(calls[0]?.headers).not.toHaveProperty("traceparent")
    expect(calls[0]?.headers).not.toHaveProperty("b3")
  })

  it("takes an answer of another shape for a passing trouble, and repeats nothing of it", async () => {
    const { client } = vendor(() => new Response("<html>john.doe@example.com</html>"))
    const read = Effect.gen(function* () {
      const acme = yield* vendorClient({ system: say`acme`, baseUrl: "https://acme.example" })
      return yield* acme.read(yield* acme.send(HttpClientRequest.get("/")), z.object({ id: z.string() }))
    })
    await expect(run(read, client)).rejects.toMatchObject({
      _tag: "VendorIsUnavailable",
      reason: "unreadable answer: status 200, body: invalid_type",
    })
  })
})

describe("clientCredentials", () => {
  const tokenUrl = "https://login.acme.example/oauth/token"
  const credentials = { system: say`acme`, tokenUrl, clientId: "id", clientSecret: Redacted.make("hush") }

  /** Tokens t1, t2, … each of which the API takes or not. */
  const org = (takes: (token: string) => boolean, grant: object = { expires_in: 3600 }) => {
    let minted = 0
    return vendor(({ url, request }) => {
      if (url.href !== tokenUrl) return status(takes(request.headers["authorization"] ?? "") ? 200 : 401)
      minted += 1
      return Response.json({ access_token: `t${minted}`, ...grant })
    })
  }
  const acme = Effect.gen(function* () {
    const authorization = yield* clientCredentials(credentials)
    return yield* vendorClient({ system: say`acme`, baseUrl: "https://acme.example", authorization })
  })
  const call = HttpClientRequest.get("/things")
  const tokensFetched = (calls: ReadonlyArray<{ path: string }>) =>
    calls.filter(({ path }) => path === "/oauth/token").length

  it("fetches one token for all who wait and keeps it until a minute before its end", async () => {
    const { client, calls } = org(() => true)
    const used = Effect.gen(function* () {
      const { send } = yield* acme
      yield* Effect.all(
        Array.from({ length: 20 }, () => send(call)),
        { concurrency: "unbounded" },
      )
      yield* Effect.sleep("3539 seconds")
      yield* send(call)
      const before = tokensFetched(calls)
      yield* Effect.sleep("1 second")
      yield* send(call)
      return [before, tokensFetched(calls)]
    })
    expect(await run(used, client)).toEqual([1, 2])
    expect(calls[0]?.headers["authorization"]).toBe(`Basic ${btoa("id:hush")}`)
    expect(calls[1]?.headers["authorization"]).toBe("Bearer t1")
  })

  it("renews a refused token once, also when many find it refused", async () => {
    const { client, calls } = org((authorization) => authorization === "Bearer t2")
    const used = Effect.gen(function* () {
      const { send } = yield* acme
      return yield* Effect.all(
        Array.from({ length: 5 }, () => send(call)),
        { concurrency: "unbounded" },
      )
    })
    expect((await run(used, client)).map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200])
    expect(tokensFetched(calls)).toBe(2)
  })

  it("lets the message wait when a fresh token is refused too", async () => {
    const { client, calls } = org(() => false)
    const used = Effect.flatMap(acme, ({ send }) => send(call))
    await expect(run(used, client)).rejects.toMatchObject({ reason: "it does not take our token" })
    expect(tokensFetched(calls)).toBe(2)
  })

  it("tells that the credentials are refused without repeating them", async () => {
    const { client } = vendor(() => Response.json({ error: "invalid_client hush" }, { status: 401 }))
    const used = Effect.flatMap(acme, ({ send }) => send(call))
    await expect(run(used, client)).rejects.toMatchObject({ reason: "no token: status 401" })
  })

  it("asks again for a token after a failure", async () => {
    const { client } = vendor(({ number, url }) => {
      if (url.href !== tokenUrl) return status(200)
      return number === 1 ? status(400) : Response.json({ access_token: "t" })
    })
    const used = Effect.flatMap(acme, ({ send }) => Effect.flatMap(Effect.flip(send(call)), () => send(call)))
    expect((await run(used, client)).status).toBe(200)
  })

  it("sends calls where the token says, and the credentials in the form if so wanted", async () => {
    const { client, calls } = org(() => true, { instance_url: "https://org.acme.example/" })
    const used = Effect.gen(function* () {
      const authorization = yield* clientCredentials({ ...credentials, sendCredentialsIn: "form" })
      const { send } = yield* vendorClient({ system: say`acme`, authorization })
      return yield* send(call)
    })
    expect((await run(used, client)).status).toBe(200)
    expect(calls[0]?.headers["authorization"]).toBeUndefined()
  })
})
