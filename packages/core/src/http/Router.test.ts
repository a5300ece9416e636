import { Context, Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { HttpRequest } from "./Http.ts"
import { router } from "./Router.ts"

class Greeting extends Context.Service<Greeting, string>()("@kith/core/test/Greeting") {}
class Farewell extends Context.Service<Farewell, string>()("@kith/core/test/Farewell") {}

const request = (method: string, path: string): HttpRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body: new Uint8Array(),
})

const table = router({
  "GET /profiles/:customerId": (_request, { customerId }) => Effect.succeed({ status: 200, body: customerId }),
  "GET /profiles/:customerId/explanation": (_request, { customerId }) =>
    Effect.map(Greeting, (greeting) => ({ status: 200, body: `${greeting} ${customerId}` })),
  "POST /push/*": (_request, params) => Effect.succeed({ status: 204, body: Object.values(params)[0] }),
  "POST /profiles/search": () => Effect.map(Farewell, (body) => ({ status: 200, body })),
})

const ask = (method: string, path: string) =>
  Effect.runPromise(
    table(request(method, path)).pipe(Effect.provideService(Greeting, "hello"), Effect.provideService(Farewell, "bye")),
  )

describe("router", () => {
  it("hands parameters over by name, decoded", async () => {
    expect(await ask("GET", "/profiles/a%2Fb%20c")).toEqual({ status: 200, body: "a/b c" })
    expect(await ask("GET", "/profiles/x/explanation")).toEqual({ status: 200, body: "hello x" })
  })

  it("prefers the literal path of a method", async () => {
    expect((await ask("POST", "/profiles/search")).body).toBe("bye")
  })

  it("takes the rest of a path for a star", async () => {
    expect((await ask("POST", "/push/a/b")).body).toBe("a/b")
  })

  it.each(["/", "/profiles", "/profiles/", "/profiles/x/", "/profiles/%E0%A4%A", `/profiles/${"x".repeat(201)}`])(
    "answers %s with a 404 problem",
    async (path) => {
      const response = await ask("GET", path)
      expect(response.status).toBe(404)
      expect(response.headers?.["content-type"]).toBe("application/problem+json")
    },
  )

  it("answers another method with a 405 that names those there are", async () => {
    const response = await ask("DELETE", "/profiles/search")
    expect(response.status).toBe(405)
    expect(response.headers?.["allow"]).toBe("GET, POST")
  })
})
