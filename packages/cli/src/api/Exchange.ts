import { Effect, Schedule } from "effect"
import { FetchHttpClient, HttpClient, type HttpClientRequest, type HttpClientResponse } from "effect/http"
import { Stopped } from "../Stopped.ts"

export interface Said {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
}

/** Beyond what the console reads through for the largest export. */
const answerMillis = 120_000

/** Somebody who asks to be asked again. */
class ComeAgain extends Error {
  readonly said: Said

  constructor(said: Said) {
    super("come again")
    this.said = said
  }
}

const isPassing = (status: number) => status === 429 || status === 503

const saidBy = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse) {
  const text = yield* response.text.pipe(
    Effect.catchReason("HttpClientError", "EmptyBodyError", () => Effect.succeed("")),
  )
  const said: Said = { status: response.status, headers: response.headers, text }
  return isPassing(said.status) ? yield* Effect.fail(new ComeAgain(said)) : said
})

/** Whatever is answered. 429 and 503 are asked again twice; no redirect is followed, for it would carry the token along. */
export const exchange = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
  const http = yield* HttpClient.HttpClient
  const { origin } = new URL(request.url)
  return yield* http.execute(request).pipe(
    Effect.flatMap(saidBy),
    Effect.retry({
      schedule: Schedule.exponential("1 second"),
      times: 2,
      while: (problem) => problem instanceof ComeAgain,
    }),
    Effect.timeoutOrElse({
      duration: answerMillis,
      orElse: () => Effect.fail(new Stopped("unreachable", `${origin} does not answer in time.`)),
    }),
    Effect.catch((problem) => {
      if (problem instanceof ComeAgain) return Effect.succeed(problem.said)
      return Effect.fail(problem instanceof Stopped ? problem : unreachable(origin))
    }),
    Effect.provideService(HttpClient.TracerPropagationEnabled, false),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
  )
})

const unreachable = (origin: string) =>
  new Stopped("unreachable", `Nobody answers at ${origin}. Is Kith running there? --url or KITH_URL says where it is.`)
