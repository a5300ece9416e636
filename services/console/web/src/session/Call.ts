import type * as z from "zod"
import type { RouteName, routes } from "../../../src/api/routes.ts"
import { signOut, tokenNow } from "./Session.ts"

/** What the server said instead of an answer, as RFC 9457 has it. */
export class Refused extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, message: string, body: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.body = body
  }
}

type Table = typeof routes
type Body<R extends RouteName> = Table[R] extends { readonly body?: infer B } ? B : never
type Query<R extends RouteName> = Table[R] extends { readonly query?: infer Q } ? Q : never
type Answers<R extends RouteName> = Table[R]["answers"]
type Good = 200 | 202
/** What a route answers when all is well. */
export type Answer<R extends RouteName> = {
  [S in keyof Answers<R>]: S extends Good ? (Answers<R>[S] extends z.ZodType ? z.output<Answers<R>[S]> : never) : never
}[keyof Answers<R>]

type Input<T> = T extends z.ZodType ? z.input<T> : never

interface Asked<R extends RouteName> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Partial<Record<keyof Input<Exclude<Query<R>, undefined>>, string | number | boolean | undefined>>
  readonly body?: Input<Exclude<Body<R>, undefined>>
  readonly signal?: AbortSignal
}

/** The address of a route: parameters in their place, the query behind it. Values of persons go into bodies, never here. */
const addressOf = (route: string, params: Readonly<Record<string, string>>, query: object): string => {
  const path = route
    .slice(route.indexOf(" ") + 1)
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""))
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== false)
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given.map(([name, value]) => [name, `${value}`]))}`
}

/** Fetches with the token; whoever it does not let in any more is asked to sign in again. */
export const fetchWithToken = async (address: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(address, {
    ...init,
    headers: { authorization: `Bearer ${tokenNow() ?? ""}`, ...init.headers },
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
  }).catch((problem: unknown) => {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem
    throw new Refused(0, "The console cannot be reached. It may be restarting.")
  })
  if (response.status === 401) {
    signOut()
    throw new Refused(401, "The token is not taken any more.")
  }
  return response
}

/** Asks the API, typed by its contract. */
export const call = async <R extends RouteName>(route: R, asked: Asked<R> = {}): Promise<Answer<R>> => {
  const { params = {}, query = {}, body, signal } = asked
  const response = await fetchWithToken(addressOf(route, params, query), {
    method: route.slice(0, route.indexOf(" ")),
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    ...(signal !== undefined && { signal }),
  })
  const said: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusal(response.status, said)
  return said as Answer<R>
}

const refusal = (status: number, said: unknown): Refused => {
  const body = typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {}
  const { title = `The console answered ${status}.`, detail } = body
  return new Refused(status, detail === undefined ? `${title}` : `${title}: ${detail}`, body)
}

export const messageOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem))
