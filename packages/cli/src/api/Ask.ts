import { type RouteName, routes } from "@kith/console/api/routes"
import { parseJson } from "@kith/core/http/Json"
import { Effect, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import type * as z from "zod"
import { Connection } from "../Connection.ts"
import { Stopped } from "../Stopped.ts"
import { exchange, type Said } from "./Exchange.ts"

type Table = typeof routes
type Body<R extends RouteName> = Table[R] extends { readonly body?: infer B } ? B : never
type Query<R extends RouteName> = Table[R] extends { readonly query?: infer Q } ? Q : never
type Answers<R extends RouteName> = Table[R]["answers"]
type Good = 200 | 202
type Input<T> = T extends z.ZodType ? z.input<T> : never

/** What a route answers when all is well. */
export type Answer<R extends RouteName> = {
  [S in keyof Answers<R>]: S extends Good ? (Answers<R>[S] extends z.ZodType ? z.output<Answers<R>[S]> : never) : never
}[keyof Answers<R>]

export interface Asking<R extends RouteName> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Partial<Record<keyof Input<Exclude<Query<R>, undefined>>, string | number | boolean | undefined>>
  readonly body?: Input<Exclude<Body<R>, undefined>>
}

/** The address of a route. Values of persons go into bodies, never here. */
export const addressOf = (
  route: string,
  params: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string => {
  const path = route
    .slice(route.indexOf(" ") + 1)
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""))
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== false) given.set(name, `${value}`)
  return given.size === 0 ? path : `${path}?${given}`
}

/** Asks the console and hands back whatever it says; fails only where nobody answers. */
export const askFreely = Effect.fnUntraced(function* <R extends RouteName>(route: R, asking: Asking<R> = {}) {
  const { url, token } = yield* Connection
  const { params, query, body } = asking
  const method = route.slice(0, route.indexOf(" ")) as "GET" | "POST"
  const request = HttpClientRequest.make(method)(`${url}${addressOf(route, params, query)}`).pipe(
    HttpClientRequest.bearerToken(Redacted.value(yield* token)),
    method === "GET" ? (it) => it : HttpClientRequest.bodyJsonUnsafe(body ?? {}),
  )
  return yield* exchange(request)
})

/** Asks the console, typed and checked by its contract. */
export const ask = Effect.fnUntraced(function* <R extends RouteName>(route: R, asking: Asking<R> = {}) {
  const said = yield* askFreely(route, asking)
  return yield* answerOf(route, said)
})

/** The answer, or what stands in its way. */
export const answerOf = <R extends RouteName>(route: R, said: Said): Effect.Effect<Answer<R>, Stopped> => {
  const { status, text } = said
  if (status !== 200 && status !== 202) return Effect.fail(refusalOf(said))
  const answers: Readonly<Record<number, z.ZodType | null>> = routes[route].answers
  const read = answers[status]?.safeParse(parseJson(text))
  return read?.success === true
    ? Effect.succeed(read.data as Answer<R>)
    : Effect.fail(new Stopped("refused", "The answer is none of this release: is the console of the same one?"))
}

/** RFC 9457 in words. */
export const refusalOf = ({ status, text }: Said): Stopped => {
  const { title, detail } = Object(parseJson(text)) as { readonly title?: unknown; readonly detail?: unknown }
  const told = [title, detail].filter((part) => typeof part === "string").join(": ")
  const message = told === "" ? `It answered ${status}.` : `${told} (${status}).`
  if (status === 404 || status === 410) return new Stopped("notFound", message)
  if (status === 401) return new Stopped("refused", `${message} Is the token one of those it was started with?`)
  return new Stopped(status === 429 || status >= 502 ? "unreachable" : "refused", message)
}
