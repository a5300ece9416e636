import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import type { HttpHandler, HttpRequest } from "@kith/core/http/Http"
import { listen } from "@kith/core/http/Server"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { readEnvelope } from "@kith/core/topics/PushEnvelope"
import { queues } from "@kith/core/topics/Queues"
import { layer as sqliteTopics } from "@kith/core/topics/SqliteTopics"
import { Topics } from "@kith/core/topics/Topics"
import * as Broker from "@kith/local/Broker"
import { Effect, Layer, ManagedRuntime } from "effect"
import { firstHitWins } from "../resolve/FirstHitWins.ts"

/**
 * What Kith is compared with, a process of its own on the same server, queue and store. `raw`: the queue alone, whose
 * messages are taken and acknowledged. `naive`: the guide's pseudo-code behind it, which looks up the best identifier,
 * creates a profile where there is none, and writes the answer back to Genesys; nothing is written to a CRM.
 */

const [name = "raw", directory = ""] = process.argv.slice(2)
const env = process.env
const resolvedAt: Record<string, number> = {}
const now = () => performance.timeOrigin + performance.now()

const login = async (): Promise<string> => {
  const client = Buffer.from(`${env["GENESYS_CLIENT_ID"]}:${env["GENESYS_CLIENT_SECRET"]}`).toString("base64")
  const answer = await fetch(`${env["GENESYS_LOGIN_URL"]}/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${client}`, "content-type": "application/x-www-form-urlencoded" },
    body: "grant_type=client_credentials",
  })
  return ((await answer.json()) as { readonly access_token: string }).access_token
}
const token = name === "naive" ? await login() : ""

interface Posted {
  readonly acceptId: string
  readonly body: {
    readonly eventType: string
    readonly interaction: {
      readonly id: string
      readonly attributes: { readonly custom: Readonly<Record<string, string>> }
    }
  }
}

const writeBack = (id: string, customerId: string) =>
  Effect.promise(async () => {
    const answer = await fetch(`${env["GENESYS_API_URL"]}/api/v2/interactions/${id}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": id },
      body: JSON.stringify({ attributes: { custom: { resolvedCustomerId: customerId, identityConfidence: 0.95 } } }),
    })
    await answer.arrayBuffer()
  })

const naive = Effect.fnUntraced(function* ({ acceptId, body: { eventType, interaction } }: Posted) {
  const { email, phone } = interaction.attributes.custom
  const identifiers = Object.entries({ email, phone }).flatMap(([kind, value]) =>
    value === undefined ? [] : [{ kind, value, source: kind }],
  )
  const event = { acceptId, identifiers, interactionId: interaction.id, at: Date.now() }
  yield* firstHitWins(event as unknown as InteractionObserved)
  resolvedAt[acceptId] = now()
  if (!eventType.endsWith("Ended")) yield* writeBack(interaction.id, acceptId)
})

const take = Effect.fnUntraced(function* (request: HttpRequest) {
  const posted = JSON.parse(readEnvelope(request.body)?.data ?? "") as Posted
  if (name === "naive") yield* Effect.orDie(naive(posted))
  else resolvedAt[posted.acceptId] = now()
  return { status: 204 }
})

const publish = Effect.fnUntraced(function* ({ body }: HttpRequest) {
  const eventId = randomUUID()
  const json: unknown = JSON.parse(Buffer.from(body).toString())
  yield* Effect.orDie(
    Topics.use((topics) => topics.publish("interaction-opened", [{ data: { acceptId: eventId, body: json } }])),
  )
  return { status: 202, body: { accepted: true, eventId } }
})

const store = Layer.mergeAll(sqliteDocuments, sqliteTopics).pipe(
  Layer.provideMerge(Sqlite.layer(join(directory, "kith.db"))),
)
type Stored = Layer.Success<typeof store>
const delivering = Layer.unwrap(
  Effect.map(Effect.context<Stored>(), (context) => {
    const acks: HttpHandler = () => Effect.succeed({ status: 204 })
    const resolver: HttpHandler = (request) => Effect.provideContext(take(request), context)
    return Broker.layer(
      { "ingress-redactor": acks, resolver, "crm-sync": acks, writeback: acks, console: acks },
      queues.filter(({ service }) => service === "resolver"),
    )
  }),
)
const runtime = ManagedRuntime.make(
  delivering.pipe(Layer.provideMerge(store), Layer.provideMerge(loggingLayer({ service: name, level: "Error" }))),
)
const { port, stop } = await listen(name, publish, { port: 0, host: "127.0.0.1", runtime })

process.on("message", (asked) => {
  if (asked === "resolved") process.send?.(resolvedAt)
  if (asked === "cpu") process.send?.(process.cpuUsage())
  if (asked === "stop") void stop().then(() => process.exit(0))
})
process.send?.(`http://127.0.0.1:${port}`)
