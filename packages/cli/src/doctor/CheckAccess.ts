import type { Session } from "@kith/console/api/Session"
import { scopes } from "@kith/core/http/Bearer"
import { Effect, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import { answerOf, askFreely } from "../api/Ask.ts"
import { exchange } from "../api/Exchange.ts"
import { Connection } from "../Connection.ts"
import { type Finding, look, unwell, well } from "./Finding.ts"

interface CheckedAccess {
  readonly findings: ReadonlyArray<Finding>
  /** What the token may be used for; nothing where there is none that is taken. */
  readonly scopes: Session["scopes"]
  /** The server's own clock, as its answer said it. */
  readonly date: string | undefined
}

const none: Omit<CheckedAccess, "findings"> = { scopes: [], date: undefined }

/** Whether the console answers, takes the token, and what for. */
export const checkConsole = Effect.gen(function* () {
  const { url } = yield* Connection
  const health = yield* exchange(HttpClientRequest.get(`${url}/health`)).pipe(Effect.result)
  if (health._tag === "Failure")
    return { ...none, findings: [unwell("console", health.failure.message, "Start it, or say where it is.")] }
  const { status, headers } = health.success
  const { date } = headers
  if (status !== 200) {
    const finding = unwell("console", `It answers ${status} at ${url}.`, "Is that the console? --url says where it is.")
    return { ...none, date, findings: [finding] }
  }
  const reached = well("console", `It answers at ${url}.`)
  const session = yield* askFreely("GET /session").pipe(
    Effect.flatMap((said) => answerOf("GET /session", said)),
    Effect.result,
  )
  if (session._tag === "Failure") {
    const finding = unwell("token", session.failure.message, "Set KITH_TOKEN to one of the console's CONSOLE_TOKENS.")
    return { ...none, date, findings: [reached, finding] }
  }
  const { name, scopes: held } = session.success
  const lacking = scopes.filter((scope) => !held.includes(scope))
  const says = `The token is ${name}'s, for ${held.join(", ")}`
  const token =
    lacking.length === 0
      ? well("token", `${says}.`)
      : look("token", `${says}; not for ${lacking.join(", ")}.`, lacking.map((scope) => needing[scope]).join(" "))
  return { scopes: held, date, findings: [reached, token] }
})

const needing = {
  profiles: "Without profiles: no person, explain and why.",
  privacy: "Without privacy: no erase and export, no bodies, no values of events.",
  operations: "Without operations: no dead letters, replay and dry runs of events, and no look at queues and ledger.",
} as const

/**
 * Whether the webhook's service is there: a GET is refused there, and counted nowhere. With `probe` an event of a type that
 * there is not is sent, which shows whether the token is taken, and is counted as irrelevant.
 */
export const checkWebhook = Effect.fnUntraced(function* (probe: boolean) {
  const check = "webhook"
  const { webhookUrl, webhookToken } = yield* Connection
  const address = `${webhookUrl}/webhooks/genesys`
  const { status } = yield* exchange(HttpClientRequest.get(address))
  if (status !== 405) return [unwell(check, `It answers ${status} at ${address}.`, "--webhook-url says where it is.")]
  if (!probe) return [well(check, `It answers at ${address}; --probe shows whether the token is taken.`)]
  const token = yield* Effect.result(webhookToken)
  if (token._tag === "Failure")
    return [look(check, "It answers; no token of its is known here.", token.failure.message)]
  const answer = yield* exchange(
    HttpClientRequest.post(address).pipe(
      HttpClientRequest.bearerToken(Redacted.value(token.success)),
      HttpClientRequest.bodyText(JSON.stringify({ eventType: "Interaction.Probed", interaction: { id: "probe" } })),
    ),
  )
  return answer.status === 202
    ? [well(check, "It takes the token: an event was sent, and counted as irrelevant.")]
    : [
        unwell(
          check,
          `It answers ${answer.status} to an event.`,
          "Set KITH_WEBHOOK_TOKEN to one of its WEBHOOK_TOKENS.",
        ),
      ]
})
