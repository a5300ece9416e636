import { firstIssue } from "@kith/core/http/FirstIssue"
import type { HttpRequest } from "@kith/core/http/Http"
import { type Harmless, say } from "@kith/core/telemetry/Harmless"
import { HarmlessError } from "@kith/core/telemetry/HarmlessError"
import { Effect } from "effect"
import type * as z from "zod"

/** The request does not have the shape its path promises. `issue` says where and how, never a value. */
export class RequestIsInvalid extends HarmlessError("RequestIsInvalid")<{ readonly issue: Harmless }> {
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
    if (request.body.byteLength > most) return Effect.fail(new RequestIsInvalid({ issue: say`body: too_big` }))
    const json = parse(request.body)
    return json === undefined
      ? Effect.fail(new RequestIsInvalid({ issue: say`body: invalid_json` }))
      : check(json, schema)
  })

/** A request's query, each parameter once. */
export const readQuery = <A>(request: HttpRequest, schema: z.ZodType<A>): Effect.Effect<A, RequestIsInvalid> =>
  Effect.suspend(() => check(Object.fromEntries(request.query), schema))

const check = <A>(input: unknown, schema: z.ZodType<A>): Effect.Effect<A, RequestIsInvalid> => {
  const read = schema.safeParse(input)
  return read.success
    ? Effect.succeed(read.data)
    : Effect.fail(new RequestIsInvalid({ issue: firstIssue(read.error, schema) }))
}

const parse = (body: Uint8Array): unknown => {
  if (body.byteLength === 0) return {}
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    return undefined
  }
}
