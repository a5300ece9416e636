import { Clock, Duration, Effect, Schedule, Stream } from "effect"
import {
  FetchHttpClient,
  HttpClient,
  type HttpClientError,
  HttpClientRequest,
  type HttpClientResponse,
} from "effect/http"
import { Broken } from "../telemetry/Broken.ts"
import { type Harmless, say, shaped } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"
import { firstIssue } from "./FirstIssue.ts"
import { parseJson } from "./Json.ts"
import type { RateBudget } from "./RateBudget.ts"
import {
  type AccessToken,
  type Authorization,
  type VendorAnswer,
  type VendorClient,
  VendorIsUnavailable,
} from "./Vendor.ts"

export interface VendorSettings {
  /** Names the vendor in facts and logs. */
  readonly system: Harmless
  /** What paths are put behind; without it the token's `instanceUrl`, without that nothing. */
  readonly baseUrl?: string
  readonly authorization?: Authorization
  readonly budget?: RateBudget
  /** Bytes of an answer that are read, by default 256 KiB. */
  readonly largestAnswer?: number
}

/** An attempt that the next one may do better than. */
class AttemptFailed extends HarmlessError("AttemptFailed")<{
  readonly reason: Harmless
  readonly waitMillis: number
}> {}

const failed = (reason: Harmless, waitMillis = 0) => Effect.fail(new AttemptFailed({ reason, waitMillis }))

const attemptMillis = 10_000
/** Within a push's ack deadline of 60 seconds, with room for the store. */
const wholeMillis = 40_000
/** Beyond it the message is better redelivered than kept in the hand. */
const longestWaitMillis = 20_000
const largestAnswerByDefault = 256 * 1024

/** Half a second and a second, 20 % up or down, or what `Retry-After` asks. */
const patience = Schedule.exponential("500 millis").pipe(
  Schedule.jittered,
  Schedule.setInputType<AttemptFailed | VendorIsUnavailable>(),
  Schedule.upTo({ times: 2 }),
  Schedule.while(({ input }) => input._tag === "AttemptFailed" && input.waitMillis <= longestWaitMillis),
  Schedule.modifyDelay(({ input, duration }) =>
    Effect.succeed(Duration.max(duration, Duration.millis("waitMillis" in input ? input.waitMillis : 0))),
  ),
)

const isPassing = (status: number) => status === 408 || status === 429 || status >= 500

/** `Retry-After` in seconds or as an HTTP date, as milliseconds from now. */
const retryAfterMillis = (text: string | undefined, now: number): number => {
  if (text === undefined) return 0
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : 0
}

/** The transport's own words can hold the URL; its error code cannot. */
const transportCode = (cause: unknown): Harmless => {
  const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause
  const code = typeof inner === "object" && inner !== null && "code" in inner ? String(inner.code) : ""
  return code === "" ? say`no connection` : shaped("code", code)
}

const transportFailed = ({ reason }: HttpClientError.HttpClientError) =>
  reason._tag === "EncodeError" || reason._tag === "InvalidUrlError"
    ? Effect.die(new Broken(say`${reason._tag}`))
    : failed(transportCode(reason.cause))

const readBounded = (response: HttpClientResponse.HttpClientResponse, largestAnswer: number) =>
  response.stream.pipe(
    Stream.runFoldEffect(
      (): ReadonlyArray<Uint8Array> => [],
      (chunks, chunk) => {
        const all = [...chunks, chunk]
        const size = all.reduce((sum, { length }) => sum + length, 0)
        return size > largestAnswer ? failed(say`the answer is too large`) : Effect.succeed(all)
      },
    ),
    Effect.map((chunks) => Buffer.concat(chunks).toString()),
    Effect.catchReason("HttpClientError", "EmptyBodyError", () => Effect.succeed("")),
  )

const addressed = (request: HttpClientRequest.HttpClientRequest, baseUrl = "", token?: AccessToken) =>
  request.pipe(
    HttpClientRequest.prependUrl(baseUrl),
    HttpClientRequest.acceptJson,
    token === undefined ? (it) => it : HttpClientRequest.bearerToken(token.value),
  )

/** One attempt, whatever it is answered. */
const exchange = Effect.fnUntraced(
  function* (http: HttpClient.HttpClient, request: HttpClientRequest.HttpClientRequest, largestAnswer: number) {
    const response = yield* http.execute(request)
    const text = yield* readBounded(response, largestAnswer)
    return { status: response.status, headers: response.headers, text } satisfies VendorAnswer
  },
  Effect.catchTag("HttpClientError", transportFailed),
  Effect.timeoutOrElse({ duration: attemptMillis, orElse: () => failed(say`no answer in time`) }),
  // Ids of our traces are nobody else's business, and a redirect would carry the body to another host.
  Effect.provideService(HttpClient.TracerPropagationEnabled, false),
  Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
)

const notPassing = Effect.fnUntraced(function* (answer: VendorAnswer) {
  if (!isPassing(answer.status)) return answer
  const now = yield* Clock.currentTimeMillis
  return yield* failed(say`status ${answer.status}`, retryAfterMillis(answer.headers["retry-after"], now))
})

/**
 * A client for one outside system: ten seconds for an attempt; three attempts with jitter on transport errors, 408, 429 and
 * 5xx; `Retry-After` honoured up to 20 seconds and handed on as `retryAfterMillis` beyond; a 401 renews the token once; no
 * redirects, no trace headers; at most `largestAnswer` bytes of answer.
 */
export const vendorClient = Effect.fnUntraced(function* (settings: VendorSettings) {
  const http = yield* HttpClient.HttpClient
  const { system, baseUrl, authorization, budget } = settings
  const unavailable = (reason: Harmless, waitMillis = 0) =>
    new VendorIsUnavailable({ system, reason, ...(waitMillis > 0 && { retryAfterMillis: waitMillis }) })

  const persist = (request: HttpClientRequest.HttpClientRequest) => {
    const attempt = exchange(http, request, settings.largestAnswer ?? largestAnswerByDefault)
    return (budget === undefined ? attempt : budget.within(attempt)).pipe(
      Effect.flatMap(notPassing),
      Effect.retry(patience),
      Effect.catchTag("AttemptFailed", ({ reason, waitMillis }) => Effect.fail(unavailable(reason, waitMillis))),
    )
  }

  const sendAs = (request: HttpClientRequest.HttpClientRequest, token: AccessToken) =>
    persist(addressed(request, baseUrl ?? token.instanceUrl, token))

  const sendAuthorized = Effect.fnUntraced(function* (
    request: HttpClientRequest.HttpClientRequest,
    { token, discard }: Authorization,
  ) {
    const held = yield* token
    const answer = yield* sendAs(request, held)
    if (answer.status !== 401) return answer
    yield* discard(held)
    const second = yield* sendAs(request, yield* token)
    return second.status === 401 ? yield* unavailable(say`it does not take our token`) : second
  })

  const send: VendorClient["send"] = (request) =>
    (authorization === undefined ? persist(addressed(request, baseUrl)) : sendAuthorized(request, authorization)).pipe(
      Effect.timeoutOrElse({ duration: wholeMillis, orElse: () => Effect.fail(unavailable(say`no answer in time`)) }),
      Effect.withSpan(`${system}.send`, { kind: "client" }, { captureStackTrace: false }),
    )

  const read: VendorClient["read"] = (answer, schema) => {
    const result = schema.safeParse(parseJson(answer.text))
    return result.success
      ? Effect.succeed(result.data)
      : Effect.fail(unavailable(say`unreadable answer: status ${answer.status}, ${firstIssue(result.error, schema)}`))
  }

  return { send, read } satisfies VendorClient
})
