import { createHash } from "node:crypto"
import { consoleHandler } from "@kith/console/Console"
import { ConsoleEnvironment, consoleSettings } from "@kith/console/settings"
import { noAssets } from "@kith/console/web/Assets"
import { Documents } from "@kith/core/documents/Documents"
import type { HttpHandler, HttpRequest, HttpResponse } from "@kith/core/http/Http"
import { FreshIds } from "@kith/core/identifier/FreshId"
import { Keys } from "@kith/core/identifier/Keyring"
import type { ServiceName } from "@kith/core/pipeline"
import { Pressure } from "@kith/core/pressure/Pressure"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { Flow } from "@kith/core/telemetry/Flow"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { Backlog } from "@kith/core/topics/Backlog"
import { PushAuthentication, SchedulerAuthentication } from "@kith/core/topics/PushAuthentication"
import { Topics } from "@kith/core/topics/Topics"
import { crmSync } from "@kith/crm-sync/CrmSync"
import { CrmSettings, sinksLayer } from "@kith/crm-sync/settings"
import { ingressHandler } from "@kith/ingress-redactor/Ingress"
import { IngressEnvironment, webhookSecrets } from "@kith/ingress-redactor/settings"
import { resolver } from "@kith/resolver/Resolver"
import { WritebackSettings, writebackLayer } from "@kith/writeback/settings"
import { writeback } from "@kith/writeback/Writeback"
import { Clock, type Context, Effect, Layer, Random, References, Scope } from "effect"
import { HttpClient } from "effect/http"
import { memoryBacklog } from "../memory/MemoryBacklog.ts"
import type { Centre } from "./Centre.ts"
import { chance, dice } from "./Chance.ts"
import { uuidOf } from "./Seeded.ts"
import { documentsOf, Handling, topicsOf } from "./Steps.ts"
import type { Story } from "./Story.ts"
import { addresses, externalSource, httpOf } from "./Vendors.ts"
import type { Sleeper } from "./World.ts"

export const webhookToken = "a-token-of-the-simulated-webhook"
export const consoleToken = "a-token-of-the-simulated-console"

const writebackSettings = {
  off: WritebackSettings.parse(addresses),
  enrich: WritebackSettings.parse({
    ...addresses,
    GENESYS_EXTERNAL_CONTACTS: "enrich",
    GENESYS_EXTERNAL_SOURCE_ID: externalSource,
  }),
}
const secrets = webhookSecrets(IngressEnvironment.parse({ WEBHOOK_TOKENS: webhookToken }))

/** Settings that differ between stories; reading them takes its time. */
const settingsOf = ({ sinks, reads }: Pick<Story, "sinks" | "reads">) => {
  const variables = { ...addresses, CRM_SINKS: sinks, CRM_READ: reads, CONSOLE_TOKENS: consoleToken }
  const environment = ConsoleEnvironment.parse(variables)
  return { crm: CrmSettings.parse(variables), console: consoleHandler(consoleSettings(environment, noAssets)) }
}
const known = new Map<string, ReturnType<typeof settingsOf>>()
const settings = (story: Story) => {
  const name = `${story.sinks} ${story.reads}`
  const found = known.get(name) ?? settingsOf(story)
  known.set(name, found)
  return found
}

/** How each service is made, once for each of its processes: what it remembers dies with the process. */
const handlers = {
  "ingress-redactor": () => ingressHandler(secrets),
  resolver: () => resolver,
  "crm-sync": () => crmSync,
  writeback: () => writeback,
  console: (story: Story) => settings(story).console,
} satisfies { readonly [S in ServiceName]: unknown }
type Needed = Effect.Services<ReturnType<ReturnType<(typeof handlers)[ServiceName]>>>

export type Answered = HttpResponse | "crashed"

/** One process of a service: the production code, with the world around it. */
export class Process implements Sleeper {
  isAlive = true
  readonly skewMillis: number
  readonly name: string
  readonly service: ServiceName
  private readonly centre: Centre
  private readonly context: Context.Context<Needed>
  private readonly handler: HttpHandler<Needed>
  /** Who waits for an answer. */
  private readonly waiting = new Set<(answer: Answered) => void>()

  constructor(centre: Centre, service: ServiceName, number: number) {
    const { seed, weather } = centre.story
    this.centre = centre
    this.service = service
    this.name = `${service}#${number}`
    this.skewMillis = Math.round((2 * chance(seed, "skew", this.name) - 1) * weather.skew)
    this.handler = handlers[service](centre.story)
    this.context = contextOf(centre, this)
  }

  /** @param name names this handling. Answers what interrupts it. */
  call(request: HttpRequest, name: string, onAnswer: (answer: Answered) => void): () => void {
    const answer = (answered: Answered) => {
      if (this.waiting.delete(answer)) onAnswer(answered)
    }
    this.waiting.add(answer)
    const since = this.centre.world.now
    const handling = Effect.provideService(this.handler(request), Handling, { name, since, steps: 0 })
    const fiber = Effect.runForkWith(this.context)(handling, { scheduler: this.centre.world.scheduler })
    fiber.addObserver((exit) => answer(exit._tag === "Success" ? exit.value : { status: 500 }))
    return () => fiber.interruptUnsafe()
  }

  /** Fibers stay where they are for good; who waits finds the connection broken. */
  die(): void {
    this.isAlive = false
    for (const answer of [...this.waiting]) answer("crashed")
  }
}

const contextOf = (centre: Centre, process: Process): Context.Context<Needed> => {
  const { world, release } = centre
  const roll = dice(Math.floor(chance(centre.story.seed, "random", process.name) * 2 ** 32))
  let ids = 0
  const base = Layer.mergeAll(
    Layer.succeed(Documents, documentsOf(centre, process)),
    Layer.succeed(Topics, topicsOf(centre, process)),
    Layer.succeed(Keys, release.keyring),
    Layer.succeed(CurrentLinkingPolicy, release.policy),
    Layer.succeed(Backlog, memoryBacklog(centre.queues, centre.store)),
    Layer.succeed(
      FreshIds,
      Effect.sync(() => idOf(`${process.name} ${++ids}`)),
    ),
    Layer.succeed(Clock.Clock, world.clockOf(process)),
    Layer.succeed(Random.Random, {
      nextDoubleUnsafe: roll,
      nextIntUnsafe: () => Math.floor((2 * roll() - 1) * Number.MAX_SAFE_INTEGER),
    }),
    Layer.succeed(References.TracerEnabled, false),
    Layer.succeed(Pressure, {
      level: () => (centre.isPressed(process) ? "overloaded" : "calm"),
      isCrowded: () => false,
    }),
    Layer.mock(Flow, { world: "google-cloud" }),
    PushAuthentication.layerWaived,
    Layer.succeed(SchedulerAuthentication, { verify: () => Effect.void }),
    loggingLayer({ service: process.service }, { write: (line) => centre.logged(process, line) }),
  )
  const outside = Layer.mergeAll(
    sinksLayer(settings(centre.story).crm),
    writebackLayer(writebackSettings[centre.story.contacts]),
  ).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, httpOf(centre, process))))
  return Effect.runSync(Layer.buildWithScope(Layer.provideMerge(outside, base), Scope.makeUnsafe()))
}

const idOf = (name: string): string => uuidOf(createHash("sha256").update(name).digest())
