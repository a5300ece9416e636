import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { parseArgs } from "node:util"
import type { Collection } from "@kith/core/documents/Documents"
import { Documents, ref } from "@kith/core/documents/Documents"
import { layer as firestoreDocuments } from "@kith/core/documents/FirestoreDocuments"
import { listen } from "@kith/core/http/Server"
import { say } from "@kith/core/telemetry/Harmless"
import { loggingLayer } from "@kith/core/telemetry/Logging"
import { layer as pubSubTopics } from "@kith/core/topics/PubSubTopics"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Layer, ManagedRuntime } from "effect"
import * as z from "zod"
import { type Emulator, kinds, missingFor, startEmulator } from "../emulators/Emulator.ts"
import { startProcesses } from "../emulators/Processes.ts"
import { pubSubOf } from "../emulators/PubSubEmulator.ts"
import { provision } from "../emulators/provision.ts"
import { startOrgs } from "../stories/Orgs.ts"
import { consoleToken, webhookToken } from "../stories/Secrets.ts"
import { traffic } from "./load/Traffic.ts"

/**
 * How many events a second five processes resolve over Google's emulators, beside what the emulators bear when nothing is
 * done: a publication that is pushed and acknowledged, and a commit of one small document. Both emulators are programs for
 * tests; nothing follows for Google Cloud. `--events`, and how many are under way `--at-once`.
 */

const { values } = parseArgs({
  options: { events: { type: "string", default: "2000" }, "at-once": { type: "string", default: "64" } },
})
const whole = z.coerce.number().int().min(1).max(1_000_000)
const events = whole.parse(values.events)
const atOnce = whole.parse(values["at-once"])

const missing = Object.values(kinds).flatMap(missingFor)
if (missing.length > 0) throw new Error(`This needs:\n${[...new Set(missing)].join("\n")}`)
const started: Array<Emulator> = []
for (const kind of Object.values(kinds)) {
  const emulator = await startEmulator(kind)
  process.env[kind.variable] = emulator.address
  started.push(emulator)
}
const ownProject = () => `kith-${randomUUID().slice(0, 8)}`

/** Starts all of it, so many at once; nobody is started again. */
const all = async (work: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0
  const worker = async () => {
    while (next < events) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

const until = async (holds: () => Promise<boolean> | boolean) => {
  while (!(await holds())) await wait(50)
}

/** Events per second of a work that is over when `isOver` says so. */
const perSecond = async (work: (n: number) => Promise<unknown>, isOver: () => Promise<boolean> | boolean) => {
  const since = performance.now()
  await all(work)
  await until(isOver)
  return (1000 * events) / (performance.now() - since)
}

const logging = loggingLayer({ service: "bench", level: "Error" })

const topic = "interaction-opened"

const pushed = async (): Promise<number> => {
  const project = ownProject()
  const emulator = pubSubOf(project)
  const stored = firestoreDocuments({ project, database: "(default)" })
  const runtime = ManagedRuntime.make(
    pubSubTopics({ project }).pipe(Layer.provide(stored), Layer.provideMerge(logging)),
  )
  let acknowledged = 0
  const consumer = await listen(
    "raw",
    () =>
      Effect.sync(() => {
        acknowledged += 1
        return { status: 204 }
      }),
    { port: 0, host: "127.0.0.1", runtime },
  )
  await emulator.createTopic(topic)
  const pushConfig = { pushEndpoint: `http://127.0.0.1:${consumer.port}/` }
  await emulator.createSubscription("raw", { topic: emulator.topicName(topic), ackDeadlineSeconds: 60, pushConfig })
  const publish = (n: number) => runtime.runPromise(Topics.use((topics) => topics.publish(topic, [{ data: { n } }])))
  const rate = await perSecond(publish, () => acknowledged >= events)
  await emulator.deleteSubscription("raw")
  await consumer.stop()
  await runtime.dispose()
  return rate
}

const Small: Collection<{ readonly n: number }> = { name: say`small`, schema: z.object({ n: z.number() }) }

const committed = async (): Promise<number> => {
  const documents = firestoreDocuments({ project: ownProject(), database: "(default)" })
  const runtime = ManagedRuntime.make(documents.pipe(Layer.provideMerge(logging)))
  const commit = (n: number) =>
    runtime.runPromise(
      Documents.use(({ commit }) => commit({ writes: [{ op: "put", ref: ref(Small, `d-${n}`), body: { n } }] })),
    )
  const rate = await perSecond(commit, () => true)
  await runtime.dispose()
  return rate
}

const resolved = async (): Promise<number> => {
  const project = ownProject()
  const orgs = await startOrgs({ genesys: { unknownInteractions: "adopt", allowedPerMinute: 10_000_000 } })
  const kith = await startProcesses(project, orgs)
  const unprovision = await provision(project, { urls: kith.urls })
  const event = traffic("emulated", 1)
  const bodies: Array<string> = []
  for (let n = 0; bodies.length < events; n++) {
    const next = event(n)
    if (next !== undefined) bodies.push(next.body)
  }
  const post = async (n: number) => {
    const answer = await fetch(`${kith.urls["ingress-redactor"]}/webhooks/genesys`, {
      method: "POST",
      headers: { authorization: `Bearer ${webhookToken}`, "content-type": "application/json" },
      body: bodies[n] ?? "",
    })
    await answer.arrayBuffer()
    if (answer.status !== 202) throw new Error(`answered ${answer.status}`)
  }
  const Ledger = z.object({ pending: z.number(), accepted: z.number(), deadLettered: z.number() })
  const isOver = async () => {
    const answer = await fetch(`${kith.urls.console}/ledger`, { headers: { authorization: `Bearer ${consoleToken}` } })
    const { accepted, pending, deadLettered } = Ledger.parse(await answer.json())
    if (deadLettered > 0) throw new Error("events were given up")
    return accepted >= events && pending === 0
  }
  const rate = await perSecond(post, isOver)
  await unprovision()
  await kith.end()
  await orgs.stop()
  return rate
}

try {
  const line = (what: string, rate: number) => console.log(`${what.padEnd(52)} ${rate.toFixed(0).padStart(8)} a second`)
  const pushes = await pushed()
  line("published, pushed and acknowledged", pushes)
  const commits = await committed()
  line("commits of one document", commits)
  const kith = await resolved()
  line("events resolved by five processes", kith)
  const most = Math.min(pushes, commits)
  console.log(`kith resolved ${(kith / most).toFixed(2)} times as many a second as the slower of the two bears`)
} finally {
  await Promise.all(started.map(({ stop }) => stop()))
}
