import { holderOf, type Scope, type ScopedToken, scopesOf } from "@kith/core/http/Bearer"
import { type HttpRequest, type HttpResponse, problem } from "@kith/core/http/Http"
import { SchedulerAuthentication } from "@kith/core/topics/PushAuthentication"
import { Effect } from "effect"
import type * as z from "zod"
import { Asker } from "./Audit.ts"
import type { Route } from "./api/Route.ts"
import { type RouteName, routes } from "./api/routes.ts"
import { type Fault, faultAnswer } from "./Fault.ts"
import { readBody, readQuery } from "./ReadBody.ts"

type ParamsOf<Name extends string> = Name extends `${string}:${infer Param}/${infer Rest}`
  ? { readonly [P in Param]: string } & ParamsOf<Rest>
  : Name extends `${string}:${infer Param}`
    ? { readonly [P in Param]: string }
    : unknown
type Read<Schema> = z.output<Extract<Schema, z.ZodType>>

/** One call that may be answered: read by its route's schemas. */
export interface Asked<Name extends RouteName> {
  readonly request: HttpRequest
  readonly params: ParamsOf<Name>
  readonly query: Read<(typeof routes)[Name]["query"]>
  readonly body: Read<(typeof routes)[Name]["body"]>
  /** All that the token may be used for. */
  readonly scopes: ReadonlyArray<Scope>
}

export type Story<Name extends RouteName, R> = (asked: Asked<Name>) => Effect.Effect<HttpResponse, Fault, R>

/** Stories by route; the services they need are found out from them. */
export type Stories<Names extends RouteName> = { readonly [Name in Names]: Story<Name, unknown> }

/** The story as a handler: only for whom its route is, only with what its route takes. */
export const guarded = <Name extends RouteName, R>(
  name: Name,
  story: Story<Name, R>,
  tokens: ReadonlyArray<ScopedToken>,
) => {
  const route: Route = routes[name]
  const tell = Effect.fnUntraced(function* (request: HttpRequest, params: unknown) {
    const query = route.query === undefined ? {} : yield* readQuery(request, route.query)
    const body = route.body === undefined ? {} : yield* readBody(request, route.body, route.mostBytes)
    const scopes = scopesOf(request.headers, tokens)
    return yield* story({ request, params, query, body, scopes } as Asked<Name>)
  }, Effect.catch(faultAnswer))
  return (request: HttpRequest, params: unknown): Effect.Effect<HttpResponse, never, R> => {
    if (route.scope === "open") return tell(request, params)
    const scope = route.scope === "scheduler" ? "operations" : route.scope
    const scopes = scopesOf(request.headers, tokens)
    if (scope === "any" ? scopes.length > 0 : scopes.includes(scope))
      return Effect.provideService(tell(request, params), Asker, holderOf(request.headers, tokens))
    if (scopes.length > 0) return Effect.succeed(forbidden(scope))
    return route.scope === "scheduler" ? forScheduler(request, tell(request, params)) : Effect.succeed(unauthenticated)
  }
}

/** The scheduler has a token of Google's, everybody else needs one of ours. */
const forScheduler = <R>(request: HttpRequest, told: Effect.Effect<HttpResponse, never, R>) =>
  SchedulerAuthentication.use(({ verify }) => verify(request.headers)).pipe(
    Effect.matchEffect({ onSuccess: () => told, onFailure: () => Effect.succeed(unauthenticated) }),
  )

const forbidden = (scope: Scope | "any") => problem(403, "Forbidden", `the token lacks the scope ${scope}`)
const unauthenticated: HttpResponse = {
  ...problem(401, "Unauthenticated"),
  headers: { "content-type": "application/problem+json", "www-authenticate": "Bearer" },
}
