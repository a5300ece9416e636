import { Effects, Interactions, Persons } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import type { HttpHandler } from "@kith/core/http/Http"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import type { CurrentPerson, KnownInteraction } from "@kith/core/identity/Records"
import { readEnvironment } from "@kith/core/settings/Environment"
import { PushAuthentication } from "@kith/core/topics/PushAuthentication"
import { queues } from "@kith/core/topics/Queues"
import { layer as sqliteTopics } from "@kith/core/topics/SqliteTopics"
import { Topics } from "@kith/core/topics/Topics"
import { crmSync } from "@kith/crm-sync/CrmSync"
import { CrmSettings, sinksLayer } from "@kith/crm-sync/settings"
import * as Broker from "@kith/local/Broker"
import { type GenesysOrg, startGenesysOrg } from "@kith/simulators/GenesysOrg"
import { type SalesforceOrg, startSalesforceOrg } from "@kith/simulators/SalesforceOrg"
import { WritebackSettings, writebackLayer } from "@kith/writeback/settings"
import { writeback } from "@kith/writeback/Writeback"
import { Clock, Effect, Layer, Logger } from "effect"
import { type Act, actsOf, conversationOf, customerIdOf, newestTier, type StormPlan } from "./Plan.ts"
import type { VendorTime } from "./VirtualTime.ts"

/** A storm over the production write-back and CRM sync, the embedded broker and store, and the simulated vendors. */

const client = { clientId: "kith", clientSecret: "a secret of the storm's vendors" }
const keyring = makeKeyring("a pepper that only the storm knows, long enough")

export interface Orgs {
  readonly genesys: GenesysOrg
  readonly salesforce: SalesforceOrg
}

const orgs = ({ allowedPerMinute }: StormPlan, { now }: VendorTime) =>
  Effect.acquireRelease(
    Effect.promise(async (): Promise<Orgs> => {
      const genesys = await startGenesysOrg({ ...client, unknownInteractions: "refuse", allowedPerMinute, now })
      return { genesys, salesforce: await startSalesforceOrg({ ...client, dailyLimit: 100_000, now }) }
    }),
    ({ genesys, salesforce }) => Effect.promise(() => Promise.all([genesys.stop(), salesforce.stop()])),
  )

const environment = ({ genesys, salesforce }: Orgs) => ({
  GENESYS_API_URL: genesys.url,
  GENESYS_LOGIN_URL: genesys.loginUrl,
  GENESYS_CLIENT_ID: client.clientId,
  GENESYS_CLIENT_SECRET: client.clientSecret,
  PROFILE_BASE_URL: "https://kith.example.org",
  CRM_SINKS: "salesforce",
  SALESFORCE_LOGIN_URL: salesforce.url,
  SALESFORCE_CLIENT_ID: client.clientId,
  SALESFORCE_CLIENT_SECRET: client.clientSecret,
})

/** Both services behind the broker, as the embedded runtime has them. */
const running = Effect.fnUntraced(function* (orgs: Orgs) {
  const env = environment(orgs)
  const sinks = sinksLayer(yield* Effect.orDie(readEnvironment(CrmSettings, env)))
  const genesys = writebackLayer(yield* Effect.orDie(readEnvironment(WritebackSettings, env)))
  const store = Layer.mergeAll(sqliteDocuments, sqliteTopics).pipe(Layer.provideMerge(Sqlite.layer(":memory:")))
  const keys = Layer.succeed(Keys, keyring)
  const vendors = Layer.provide(Layer.mergeAll(sinks, genesys), keys)
  const ports = Layer.mergeAll(store, keys, PushAuthentication.layerWaived, vendors)
  const delivering = Layer.unwrap(
    Effect.map(Effect.context<Layer.Success<typeof ports>>(), (context) => {
      const nobody: HttpHandler = () => Effect.succeed({ status: 204 })
      return Broker.layer(
        {
          "ingress-redactor": nobody,
          resolver: nobody,
          console: nobody,
          "crm-sync": (request) => Effect.provideContext(crmSync(request), context),
          writeback: (request) => Effect.provideContext(writeback(request), context),
        },
        queues.filter(({ topic }) => topic === "identity-resolved"),
      )
    }),
  )
  return delivering.pipe(Layer.provideMerge(ports))
})

const versions = { opens: 1, changes: 2, ends: 3 } as const

const personAfter = ({ does, who }: Act, plan: StormPlan, begin: number, now: number): CurrentPerson => {
  const email = `person-${who}@example.org`
  const interactionId = conversationOf(who)
  return {
    schema: 1,
    state: "current",
    customerId: customerIdOf(who),
    version: versions[does],
    resolutionTier: 1,
    confidence: 0.95,
    since: now,
    identifiers: [{ key: keyring.keyOf({ kind: "email", value: email }), kind: "email", value: email, first: now }],
    traits: {
      customerTier: {
        value: does === "opens" ? "Silver" : newestTier(who, plan),
        at: now,
        eventKey: "e",
        source: "s",
        interactionId,
      },
    },
    former: [],
    lastInteraction: { interactionId, at: begin, channel: "voice" },
    open: does === "ends" ? [] : [openOf(who, now)],
    policyVersion: 1,
  }
}

const openOf = (who: number, since: number) => ({
  sightingId: conversationOf(who),
  interactionId: conversationOf(who),
  participantId: `participant-${who}`,
  dialect: "genesys-eventbridge" as const,
  since,
  resolutionTier: 1 as const,
  confidence: 0.95,
})

const interactionAfter = ({ does, who }: Act, now: number): KnownInteraction => ({
  schema: 1,
  state: "known",
  interactionId: conversationOf(who),
  dialect: "genesys-eventbridge",
  first: now,
  last: now,
  named: false,
  participants: {
    [`participant-${who}`]: {
      role: "customer",
      first: now,
      ...(does === "ends" && { endedAt: now }),
      identifiers: [],
      traits: {},
      signals: [],
      links: [],
    },
  },
  sightings: [],
  events: [],
})

/** What the resolver leaves behind: the person, the interaction, and a message. */
const happen = Effect.fnUntraced(function* (act: Act, plan: StormPlan, begin: number, { genesys }: Orgs) {
  const now = yield* Clock.currentTimeMillis
  const [id, participantId, customerId] = [conversationOf(act.who), `participant-${act.who}`, customerIdOf(act.who)]
  if (act.does === "opens") genesys.openConversation({ id, participantId, mediaType: "VOICE", ani: "tel:+3227001234" })
  if (act.does === "ends") genesys.endConversation(id)
  yield* (yield* Documents).commit({
    writes: [
      { op: "put", ref: ref(Persons, customerId), body: personAfter(act, plan, begin, now) },
      { op: "put", ref: ref(Interactions, id), body: interactionAfter(act, now) },
    ],
  })
  const data = { schema: 1, customerId, profileVersion: versions[act.does] }
  yield* (yield* Topics).publish("identity-resolved", [{ data }])
})

const queued = Effect.flatMap(Sqlite, ({ database, read }) =>
  read(() => Number(database.prepare("SELECT count(*) AS n FROM deliveries").get()?.["n"])),
)

const play = Effect.fnUntraced(function* (plan: StormPlan, orgs: Orgs) {
  const begin = yield* Clock.currentTimeMillis
  const until = (at: number) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => Effect.sleep(Math.max(0, begin + at - now)))
  const { from, to } = plan.crmDown
  const outage = Effect.gen(function* () {
    yield* until(from)
    orgs.salesforce.trouble.down(true)
    yield* until(to)
    orgs.salesforce.trouble.down(false)
  })
  yield* Effect.forkChild(outage)
  for (const act of actsOf(plan)) {
    yield* until(act.at)
    yield* happen(act, plan, begin, orgs)
  }
  while ((yield* queued) > 0) yield* Effect.sleep("1 second")
  return (yield* Clock.currentTimeMillis) - begin
})

const countEffects = (status: string) =>
  Effect.flatMap(Sqlite, ({ database, read }) =>
    read(() =>
      Number(
        database
          .prepare("SELECT count(*) AS n FROM documents WHERE collection = ? AND id LIKE 'genesys:%' AND body LIKE ?")
          .get(Effects.name, `%"status":"${status}"%`)?.["n"],
      ),
    ),
  )

export interface StormFigures {
  readonly seconds: number
  readonly genesys: {
    readonly calls: number
    readonly refused: number
    readonly live: number
    readonly liveWithReference: number
    readonly over: number
    readonly overWithReference: number
    readonly recordedAsExpired: number
    readonly writtenAfterTheEnd: number
  }
  readonly crm: {
    readonly persons: number
    readonly contacts: number
    readonly upToDate: number
    readonly calls: number
    readonly answered: number
  }
}

const figures = Effect.fnUntraced(function* (plan: StormPlan, { genesys, salesforce }: Orgs, millis: number) {
  const everybody = Array.from({ length: plan.conversations }, (_, who) => {
    const shown = genesys.interaction(conversationOf(who))
    const given = shown?.attributes.custom
    const isOver = shown?.state === "ENDED"
    const isNewest =
      given?.["kith_resolvedCustomerId"] === customerIdOf(who) && given["kith_customerTier"] === newestTier(who, plan)
    const late = shown?.participants.some((participant) => participant.late.length > 0) ?? false
    return { isOver, hasReference: isOver ? given?.["kith_resolvedCustomerId"] !== undefined : isNewest, late }
  })
  const live = everybody.filter(({ isOver }) => !isOver)
  const over = everybody.filter(({ isOver }) => isOver)
  const contacts = salesforce.contacts()
  const byId = new Map(contacts.map((contact) => [contact["Kith_Id__c"], contact["Customer_Tier__c"]]))
  const crmCalls = salesforce.calls().filter(({ path }) => !path.endsWith("/token"))
  return {
    seconds: Math.round(millis / 1000),
    genesys: {
      calls: genesys.calls().length,
      refused: genesys.calls().filter(({ status }) => status >= 400).length,
      live: live.length,
      liveWithReference: live.filter(({ hasReference }) => hasReference).length,
      over: over.length,
      overWithReference: over.filter(({ hasReference }) => hasReference).length,
      recordedAsExpired: yield* countEffects("expired"),
      writtenAfterTheEnd: everybody.filter(({ late }) => late).length,
    },
    crm: {
      persons: plan.conversations,
      contacts: contacts.length,
      upToDate: everybody.filter((_, who) => byId.get(customerIdOf(who)) === newestTier(who, plan)).length,
      calls: crmCalls.length,
      answered: crmCalls.filter(({ status }) => status < 400).length,
    },
  } satisfies StormFigures
})

/** Plays it until every message is acknowledged, on whatever clock is in force. */
export const playStorm = (plan: StormPlan) =>
  Effect.fnUntraced(
    function* (time: VendorTime) {
      const both = yield* orgs(plan, time)
      const layer = yield* running(both)
      return yield* Effect.flatMap(play(plan, both), (millis) => figures(plan, both, millis)).pipe(
        Effect.provide(layer),
      )
    },
    Effect.scoped,
    Effect.provide(Logger.layer([])),
    Effect.orDie,
  )
