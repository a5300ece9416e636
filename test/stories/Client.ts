import { expectDescribed } from "@kith/console/fixtures/Described"
import { consoleToken, webhookToken } from "./Secrets.ts"

/** A JSON object as it was answered. */
export type Body = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

export interface Ledger {
  readonly accepted: number
  readonly applied: number
  readonly duplicate: number
  readonly irrelevant: number
  readonly refused: number
  readonly suppressed: number
  readonly deadLettered: number
  readonly pending: number
  readonly rejected: Readonly<Record<"invalid" | "unauthenticated" | "tooLarge" | "shed", number>>
  readonly balanced: boolean
}

export interface DeadLetter {
  readonly id: string
  readonly origin: Body
  readonly reason: string
  readonly detail?: string
  readonly state: "waiting" | "replayed"
  readonly attributes: Readonly<Record<string, string>>
  readonly data?: unknown
}

export interface Posting {
  readonly token?: string
  readonly dialect?: string
  /** Told beside the body. */
  readonly topic?: string
  readonly proof?: Readonly<Record<string, string>>
}

const send = async (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: string | Uint8Array<ArrayBuffer>,
) => {
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text === "" ? {} : JSON.parse(text)) as Body }
}

/** Whoever speaks to Kith from outside: Genesys at the webhook, an operator and Architect at the console. */
export const makeClient = (urls: () => { readonly webhook: string; readonly console: string }) => {
  const authorized = (token: string) => ({ authorization: `Bearer ${token}`, "content-type": "application/json" })

  /** `event`: text and bytes as they are, anything else as JSON. `proof`: instead of the token. */
  const post = (event: unknown, { token = webhookToken, dialect, topic, proof }: Posting = {}): Promise<Answer> => {
    const path = dialect === undefined ? "/webhooks/genesys" : `/webhooks/genesys/${dialect}`
    const query = topic === undefined ? "" : `?${new URLSearchParams({ topic })}`
    const body = typeof event === "string" || event instanceof Uint8Array ? event : JSON.stringify(event)
    const headers = proof ?? authorized(token)
    return send("POST", `${urls().webhook}${path}${query}`, headers, body as string | Uint8Array<ArrayBuffer>)
  }

  /** @param request such as `GET /ledger` */
  const ask = async (
    request: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const [method = "", path = ""] = request.split(" ")
    const all = { ...authorized(consoleToken), ...headers }
    const url = `${urls().console}${path}`
    const answer = await send(method, url, all, body === undefined ? undefined : JSON.stringify(body))
    expectDescribed(method, new URL(url).pathname, { status: answer.status, body: answer.body })
    return answer
  }
  const asked = async (request: string, body?: unknown) => (await ask(request, body)).body

  return {
    post,
    ask,
    ledger: async () => (await asked("GET /ledger")) as unknown as Ledger,
    interaction: (id: string) => asked(`GET /interactions/${id}`),
    profile: (customerId: string) => asked(`GET /profiles/${customerId}`),
    search: (by: Body) => asked("POST /profiles/search", by),
    deadLetters: async () =>
      (await asked("GET /dead-letters?limit=100"))["deadLetters"] as unknown as ReadonlyArray<DeadLetter>,
    replay: (id: string) => ask(`POST /dead-letters/${id}/replay`, {}),
    /** The person of an interaction that is resolved. */
    customerIn: async (interactionId: string): Promise<string> => {
      const { customerId } = await asked(`GET /interactions/${interactionId}`)
      if (typeof customerId !== "string") throw new Error(`nobody is known in ${interactionId}`)
      return customerId
    },
  }
}
export type Client = ReturnType<typeof makeClient>
