import { createServer } from "node:net"
import { startGenesysOrg } from "@kith/simulators/GenesysOrg"
import { startSalesforceOrg } from "@kith/simulators/SalesforceOrg"
import { startServiceNowOrg } from "@kith/simulators/ServiceNowOrg"
import { Clock, Effect, Logger } from "effect"
import { conversationOf, customerIdOf, type StormPlan, wholeStorm } from "./Plan.ts"
import { client, environment, happen, running } from "./Storm.ts"
import type { VendorTime } from "./VirtualTime.ts"

/** Quiet traffic to Genesys and three CRMs, one of which is dead from the beginning, and how long the others took. */

export const systems = ["genesys", "salesforce", "servicenow", "neo4j"] as const
export type System = (typeof systems)[number]
/** There is no graph database here: Neo4j is dead, or not configured. */
const measured = ["genesys", "salesforce", "servicenow"] as const
export type Measured = (typeof measured)[number]

/** Milliseconds from when somebody was resolved until a system that is alive had it, one for each person. */
export type Latencies = Readonly<Partial<Record<Measured, ReadonlyArray<number>>>>

/** How often the systems are looked at: no latency is known more closely. */
export const stepMillis = 50

const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const orgs = ({ now }: VendorTime) =>
  Effect.acquireRelease(
    Effect.promise(async () => ({
      genesys: await startGenesysOrg({ ...client, unknownInteractions: "refuse", allowedPerMinute: 1_000_000, now }),
      salesforce: await startSalesforceOrg({ ...client, dailyLimit: 1_000_000, now }),
      servicenow: await startServiceNowOrg({ user: client.clientId, password: client.clientSecret, now }),
      graph: await closedPort(),
    })),
    ({ genesys, salesforce, servicenow }) =>
      Effect.promise(() => Promise.all([genesys.stop(), salesforce.stop(), servicenow.stop()])),
  )
type Orgs = Effect.Success<ReturnType<typeof orgs>>

const environmentOf = (all: Orgs, dead: System | undefined) => ({
  ...environment(all),
  CRM_SINKS: dead === "neo4j" ? "salesforce,servicenow,neo4j" : "salesforce,servicenow",
  SERVICENOW_URL: all.servicenow.url,
  SERVICENOW_USER: client.clientId,
  SERVICENOW_PASSWORD: client.clientSecret,
  NEO4J_URL: `bolt://127.0.0.1:${all.graph}`,
  NEO4J_USER: "neo4j",
  NEO4J_PASSWORD: client.clientSecret,
})

/** Whom each system has by now. */
const heldBy = (
  { genesys, salesforce, servicenow }: Orgs,
  persons: number,
): Record<Measured, ReadonlySet<unknown>> => ({
  genesys: new Set(
    Array.from({ length: persons }, (_, who) => {
      const given = genesys.interaction(conversationOf(who))?.attributes.custom ?? {}
      return given["kith_resolvedCustomerId"]
    }),
  ),
  salesforce: new Set(salesforce.contacts().map((contact) => contact["Kith_Id__c"])),
  servicenow: new Set(servicenow.contacts().map((contact) => contact["u_kith_id"])),
})

/** @param dead what is away all the time; nothing: all are well. */
export const playIsolation = (persons: number, everyMillis: number, dead: System | undefined) =>
  Effect.fnUntraced(
    function* (time: VendorTime) {
      const all = yield* orgs(time)
      if (dead !== undefined && dead !== "neo4j") all[dead].trouble.down(true)
      const plan: StormPlan = { ...wholeStorm, conversations: persons }
      const alive = measured.filter((system) => system !== dead)
      return yield* watch(all, plan, everyMillis, alive).pipe(Effect.provide(yield* running(environmentOf(all, dead))))
    },
    Effect.scoped,
    Effect.provide(Logger.layer([])),
    Effect.orDie,
  )

const watch = Effect.fnUntraced(function* (
  all: Orgs,
  plan: StormPlan,
  everyMillis: number,
  alive: ReadonlyArray<Measured>,
) {
  const begin = yield* Clock.currentTimeMillis
  const happened: Array<number> = []
  const latencies = new Map(alive.map((system) => [system, new Map<number, number>()]))
  const isOver = () => [...latencies.values()].every((known) => known.size === plan.conversations)
  while (!isOver()) {
    const now = yield* Clock.currentTimeMillis
    while (happened.length < plan.conversations && begin + happened.length * everyMillis <= now) {
      const act = { at: 0, does: "opens", who: happened.length } as const
      happened.push(yield* Clock.currentTimeMillis)
      yield* happen(act, plan, begin, all)
    }
    const held = heldBy(all, happened.length)
    const seenAt = yield* Clock.currentTimeMillis
    for (const [system, known] of latencies)
      for (const [who, at] of happened.entries())
        if (!known.has(who) && held[system].has(customerIdOf(who))) known.set(who, seenAt - at)
    yield* Effect.sleep(stepMillis)
  }
  return Object.fromEntries([...latencies].map(([system, known]) => [system, [...known.values()]])) as Latencies
})

export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((x, y) => x - y)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
