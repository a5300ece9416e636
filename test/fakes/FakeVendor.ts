import { Effect, Layer } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"

/** A call as the vendor would see it. */
export interface VendorCall {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface VendorReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/**
 * An HTTP client with somebody else's API behind it: hands out tokens at any `…/token`, and answers every other call with
 * the next of `replies`, the last of which stays. `calls` are those without the tokens'; `tokens` counts these.
 */
export const fakeVendor = (replies: ReadonlyArray<VendorReply>) => {
  const calls: Array<VendorCall> = []
  let tokens = 0
  const layer = Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request, url) =>
      Effect.sync(() => {
        const isToken = url.pathname.endsWith("/token")
        const reply = isToken ? tokenReply(++tokens) : (replies[Math.min(calls.length, replies.length - 1)] ?? missing)
        if (!isToken) {
          const body =
            request.body._tag === "Uint8Array" ? JSON.parse(Buffer.from(request.body.body).toString()) : undefined
          calls.push({ method: request.method, path: url.pathname + url.search, headers: request.headers, body })
        }
        return HttpClientResponse.fromWeb(request, responseOf(reply))
      }),
    ),
  )
  return { layer, calls, tokens: () => tokens }
}

const missing: VendorReply = { status: 500 }

const tokenReply = (n: number): VendorReply => ({
  status: 200,
  body: { access_token: `token-${n}`, expires_in: 3600, instance_url: "https://instance.example" },
})

const responseOf = ({ status, headers = {}, body }: VendorReply) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
