import { firstIssue } from "@kith/core/http/FirstIssue"
import type { HttpRequest } from "@kith/core/http/Http"
import { Data, Effect } from "effect"
import type * as z from "zod"

/** The request does not have the shape its path promises. `issue` says where and how, never a value. */
export class RequestIsInvalid extends Data.TaggedError("RequestIsInvalid")<{ readonly issue: string }> {
  override get message() {
    return this.issue
  }
}

/** Questions and orders are a few fields. Anything deeply nested is larger than this. */
const maxBytes = 16 * 1024

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** A request's JSON, of at most 16 KiB if nothing else is said; no body at all reads as `{}`. */
export const readBody = <A>(
  request: HttpRequest,
  schema: z.ZodType<A>,
  most = maxBytes,
): Effect.Effect<A, RequestIsInvalid> =>
  Effect.suspend(() => {
    if (request.body.byteLength > most) return Effect.fail(new RequestIsInvalid({ issue: "body: too_big" }))
    const json = parse(request.body)
    return json === undefined ? Effect.fail(new RequestIsInvalid({ issue: "body: invalid_json" })) : check(json, schema)
  })

/** A request's query, each parameter once. */
export const readQuery = <A>(request: HttpRequest, schema: z.ZodType<A>): Effect.Effect<A, RequestIsInvalid> =>
  Effect.suspend(() => check(Object.fromEntries(request.query), schema))

const check = <A>(input: unknown, schema: z.ZodType<A>): Effect.Effect<A, RequestIsInvalid> => {
  const read = schema.safeParse(input)
  return read.success ? Effect.succeed(read.data) : Effect.fail(new RequestIsInvalid({ issue: firstIssue(read.error) }))
}

const parse = (body: Uint8Array): unknown => {
  if (body.byteLength === 0) return {}
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    return undefined
  }
}
