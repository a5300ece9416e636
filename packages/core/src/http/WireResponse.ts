import type { ServerResponse } from "node:http"
import { Cause, Effect, Stream } from "effect"
import { logError } from "../telemetry/Log.ts"
import type { HttpResponse } from "./Http.ts"

/** A response as it goes out. */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  readonly stream?: Stream.Stream<string>
}

/** Profiles change and are personal: nobody on the way keeps them, unless the handler says otherwise. */
const standing = { "x-content-type-options": "nosniff", "cache-control": "no-store" }

const contentType = (body: unknown): Record<string, string> => {
  if (body === undefined || body instanceof Uint8Array) return {}
  return { "content-type": typeof body === "string" ? "text/plain; charset=utf-8" : "application/json" }
}

export const wireResponse = ({ status, headers = {}, body, stream }: HttpResponse): WireResponse => {
  if (stream !== undefined) return { status, headers: { ...standing, ...headers }, body: "", stream }
  const out = onTheWire(body)
  const hasLength = status >= 200 && status !== 204 && status !== 304
  return {
    status,
    headers: {
      ...standing,
      ...contentType(body),
      ...(hasLength && { "content-length": String(Buffer.byteLength(out)) }),
      ...headers,
    },
    body: out,
  }
}

const onTheWire = (body: unknown): string | Uint8Array => {
  if (body === undefined) return ""
  return typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body)
}

export const send = (response: ServerResponse, { status, headers, body }: WireResponse): void => {
  if (!response.headersSent && !response.destroyed) response.writeHead(status, headers).end(body)
}

/** Writes what the stream tells, no faster than it is read; ends with the stream, or when it is interrupted. */
export const sendStream = (
  response: ServerResponse,
  { status, headers }: WireResponse,
  stream: Stream.Stream<string>,
) =>
  Effect.suspend(() => {
    response.writeHead(status, headers).flushHeaders()
    return Stream.runForEach(stream, (piece) => written(response, piece))
  }).pipe(
    Effect.catchCause((cause) => (Cause.hasInterruptsOnly(cause) ? Effect.void : logError("stream died", {}, cause))),
    Effect.ensuring(Effect.sync(() => response.end())),
  )

const written = (response: ServerResponse, piece: string) =>
  Effect.callback<void>((resume) => {
    response.write(piece, () => resume(Effect.void))
  })
