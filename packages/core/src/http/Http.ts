import type { Effect, Stream } from "effect"
import type { Received } from "../topics/PushEnvelope.ts"

/** A request before anybody parsed it. Header names are lower case; `path` has no query. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  /** A push of this process: what its body says, as nobody from outside can say it. */
  readonly pushed?: Received<string>
}

/**
 * `body`: text and bytes go out as they are (set `content-type`), anything else as JSON, `undefined` as nothing. `stream`,
 * instead of a body: goes out piece by piece, until it ends, its reader leaves, or the server stops.
 */
export interface HttpResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly stream?: Stream.Stream<string>
}

/** What a service is: no framework, no failure left open. Defects become a 500 at the edge. */
export type HttpHandler<R = never> = (request: HttpRequest) => Effect.Effect<HttpResponse, never, R>

/** RFC 9457 problem details. `detail` never repeats input. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
}

export const problem = (status: number, title: string, detail?: string): HttpResponse => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: {
    type: `urn:kith:problem:${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
    title,
    status,
    ...(detail !== undefined && { detail }),
  } satisfies Problem,
})
