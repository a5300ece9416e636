import { Effect } from "effect"
import { FindMyWay } from "effect/http"
import { type HttpHandler, type HttpRequest, type HttpResponse, problem } from "./Http.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

/** The names after colons: `"GET /profiles/:customerId"` → `"customerId"`. */
type ParamName<Route extends string> = Route extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamName<Rest>
  : Route extends `${string}:${infer Name}`
    ? Name
    : never

export type RouteHandler<Route extends string, R> = (
  request: HttpRequest,
  params: Readonly<Record<ParamName<Route>, string>>,
) => Effect.Effect<HttpResponse, never, R>

type Routes<Keys> = { readonly [Route in keyof Keys]: RouteHandler<Route & string, unknown> }

type Needs<Table extends Routes<Table>> = Effect.Services<ReturnType<Table[keyof Table]>>

/**
 * A handler from a table `"METHOD /path/:param"` → handler; a trailing `*` takes the rest of the path. Parameters arrive
 * decoded, with 1 to 200 characters. Everything else is answered with a 404, or a 405 that names the methods there are.
 */
export const router = <const Table extends Routes<Table>>(routes: Table): HttpHandler<Needs<Table>> => {
  const table = FindMyWay.make<RouteHandler<string, Needs<Table>>>({
    caseSensitive: true,
    ignoreTrailingSlash: false,
    maxParamLength: 200,
  })
  for (const [route, handler] of Object.entries(routes as Record<string, RouteHandler<string, Needs<Table>>>)) {
    const [method = "", path = ""] = route.split(" ")
    table.on(method, path as `/${string}`, handler)
  }
  const find = (method: string, path: string) => {
    const found = table.find(method, path)
    return found === undefined || Object.values(found.params).includes("") ? undefined : found
  }
  return (request) => {
    const found = find(request.method, request.path)
    if (found !== undefined) return found.handler(request, found.params as Record<string, string>)
    const allowed = methods.filter((method) => find(method, request.path) !== undefined)
    if (allowed.length === 0) return Effect.succeed(problem(404, "Not found"))
    const response = problem(405, "Method not allowed")
    return Effect.succeed({ ...response, headers: { ...response.headers, allow: allowed.join(", ") } })
  }
}
