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
import { Clock, Effect, Fiber, Layer, Logger } from "effect"
import {
  type Act,
  actsOf,
  conversationOf,
  customerIdOf,
  emailOf,
  isToChange,
  newestTier,
  type StormPlan,
  wasEarlier,
} from "./Plan.ts"
import type { VendorTime } from "./VirtualTime.ts"

/** A storm over the production write-back and CRM sync, the embedded broker and store, and the simulated vendors. */

export const client = { clientId: "kith", clientSecret: "a secret of the storm's vendors" }
const keyring = makeKeyring("a pepper that only the storm knows, long enough")

export interface Orgs {
  readonly genesys: GenesysOrg
  readonly salesforce: SalesforceOrg
}

const orgs = (plan: StormPlan, { now }: VendorTime) =>
  Effect.acquireRelease(
    Effect.promise(async (): Promise<Orgs> => {
      const { allowedPerMinute } = plan
      const genesys = await startGenesysOrg({ ...client, unknownInteractions: "refuse", allowedPerMinute, now })
      const salesforce = await startSalesforceOrg({ ...client, dailyLimit: 100_000, now })
      const earlier = Array.from({ length: plan.conversations }, (_, who) => who).filter((who) => wasEarlier(who, plan))
      salesforce.seed(earlier.map((who) => ({ LastName: `Earlier ${who}`, Email: emailOf(who) })))
      return { genesys, salesforce }
    }),
    ({ genesys, salesforce }) => Effect.promise(() => Promise.all([genesys.stop(), salesforce.stop()])),
  )

export const environment = ({ genesys, salesforce }: Orgs) => ({
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
export const running = Effect.fnUntraced(function* (env: Readonly<Record<string, string>>) {
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
        // What the CRM knew before us is told to the graph, which is not part of this.
        queues.filter(({ topic }) => topic === "identity-resolved" || topic === "interaction-updated"),
      )
    }),
  )
  return delivering.pipe(Layer.provideMerge(ports))
})

const versions = { opens: 1, changes: 2, ends: 3 } as const

const personAfter = ({ does, who }: Act, plan: StormPlan, begin: number, now: number): CurrentPerson => {
  const email = emailOf(who)
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
export const happen = Effect.fnUntraced(function* (
  act: Act,
  plan: StormPlan,
  begin: number,
  { genesys }: Pick<Orgs, "genesys">,
) {
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
  const happening: Array<Fiber.Fiber<void, unknown>> = []
  for (const act of actsOf(plan)) {
    yield* until(act.at)
    // Nobody waits for another's commit to call.
    happening.push(yield* Effect.forkChild(happen(act, plan, begin, orgs)))
  }
  yield* Fiber.joinAll(happening)
  while ((yield* queued) > 0) yield* Effect.sleep("1 second")
  return (yield* Clock.currentTimeMillis) - begin
})

/** How each write-back is recorded, by interaction. */
const recorded = Effect.flatMap(Sqlite, ({ database, read }) =>
  read(() => {
    const all = database.prepare("SELECT id, body FROM documents WHERE collection = ? AND id LIKE 'genesys:%'")
    return new Map(
      all.all(Effects.name).map(({ id, body }): readonly [string, string] => {
        return [String(id).slice("genesys:".length), String(JSON.parse(String(body)).status)]
      }),
    )
  }),
)

/** What became of each conversation: it is in one of these, and in one only. */
export interface ConversationAccount {
  readonly liveWithNewest: number
  /** Nobody's reference, or one of before a change: there must be none. */
  readonly liveWithout: number
  readonly overInTime: number
  /** Ended before its turn, and recorded so. */
  readonly overTooLate: number
  /** The call was on its way when the caller hung up: the vendor took it, and its analytics will not keep it. */
  readonly overOnItsWay: number
  /** There must be none. */
  readonly unaccounted: number
}

export interface StormFigures {
  readonly seconds: number
  readonly conversations: ConversationAccount
  readonly genesys: {
    readonly calls: number
    /** Changes of a reference, the first included. */
    readonly changes: number
    readonly overTheRate: number
    readonly otherwiseRefused: number
    /** Of those that had a reference in time: a change that came too late for them, and is recorded so. */
    readonly changesTooLate: number
  }
  readonly crm: {
    readonly persons: number
    readonly earlier: number
    readonly contacts: number
    /** Persons with one contact, which says what they are now. */
    readonly upToDate: number
    /** Earlier contacts that kept their own name. */
    readonly adopted: number
    readonly calls: number
    readonly unanswered: number
  }
}

const figures = Effect.fnUntraced(function* (plan: StormPlan, orgs: Orgs, millis: number) {
  const { genesys } = orgs
  const statuses = yield* recorded
  const changesTooLate = { count: 0 }
  const ends = Array.from({ length: plan.conversations }, (_, who): keyof ConversationAccount => {
    const shown = genesys.interaction(conversationOf(who))
    const given = shown?.attributes.custom ?? {}
    const isTheirs = given["kith_resolvedCustomerId"] === customerIdOf(who)
    if (shown?.state !== "ENDED")
      return isTheirs && given["kith_customerTier"] === newestTier(who, plan) ? "liveWithNewest" : "liveWithout"
    if (shown.participants.some(({ late }) => late.length > 0)) return isTheirs ? "overOnItsWay" : "unaccounted"
    const isExpired = statuses.get(conversationOf(who)) === "expired"
    if (isTheirs && isExpired) changesTooLate.count += 1
    if (isTheirs) return "overInTime"
    return isExpired ? "overTooLate" : "unaccounted"
  })
  const count = (end: keyof ConversationAccount) => ends.filter((one) => one === end).length
  return {
    seconds: Math.round(millis / 1000),
    conversations: {
      liveWithNewest: count("liveWithNewest"),
      liveWithout: count("liveWithout"),
      overInTime: count("overInTime"),
      overTooLate: count("overTooLate"),
      overOnItsWay: count("overOnItsWay"),
      unaccounted: count("unaccounted"),
    },
    genesys: {
      calls: genesys.calls().length,
      changes: plan.conversations + everybody(plan).filter((who) => isToChange(who, plan)).length,
      overTheRate: genesys.calls().filter(({ status }) => status === 429).length,
      otherwiseRefused: genesys.calls().filter(({ status }) => status >= 400 && status !== 429).length,
      changesTooLate: changesTooLate.count,
    },
    crm: crmFigures(plan, orgs),
  } satisfies StormFigures
})

const everybody = ({ conversations }: StormPlan) => Array.from({ length: conversations }, (_, who) => who)

const crmFigures = (plan: StormPlan, { salesforce }: Orgs): StormFigures["crm"] => {
  const contacts = salesforce.contacts()
  const contactsOf = new Map<unknown, Array<(typeof contacts)[number]>>()
  for (const one of contacts) contactsOf.set(one["Kith_Id__c"], [...(contactsOf.get(one["Kith_Id__c"]) ?? []), one])
  const calls = salesforce.calls().filter(({ path }) => !path.endsWith("/token"))
  const earlier = everybody(plan).filter((who) => wasEarlier(who, plan))
  return {
    persons: plan.conversations,
    earlier: earlier.length,
    contacts: contacts.length,
    upToDate: everybody(plan).filter((who) => {
      const [own, ...others] = contactsOf.get(customerIdOf(who)) ?? []
      return others.length === 0 && own?.["Customer_Tier__c"] === newestTier(who, plan)
    }).length,
    adopted: earlier.filter((who) => contactsOf.get(customerIdOf(who))?.[0]?.["LastName"] === `Earlier ${who}`).length,
    calls: calls.length,
    unanswered: calls.filter(({ status }) => status >= 500).length,
  }
}

/** Plays it until every message is acknowledged, on whatever clock is in force. */
export const playStorm = (plan: StormPlan) =>
  Effect.fnUntraced(
    function* (time: VendorTime) {
      const both = yield* orgs(plan, time)
      const layer = yield* running(environment(both))
      return yield* Effect.flatMap(play(plan, both), (millis) => figures(plan, both, millis)).pipe(
        Effect.provide(layer),
      )
    },
    Effect.scoped,
    Effect.provide(Logger.layer([])),
    Effect.orDie,
  )
