import type { Commit } from "@kith/core/documents/Documents"
import { type Keyring, makeKeyring } from "@kith/core/identifier/Keyring"
import { defaultLinkingPolicy, type LinkingPolicy } from "@kith/core/identity/Policy"
import { type ServiceName, services } from "@kith/core/pipeline"
import type { Answer, SimulatorRequest } from "@kith/simulators/Routes"
import { readerOf } from "../memory/MemoryDocuments.ts"
import { MemoryQueues } from "../memory/MemoryQueues.ts"
import { MemoryStore } from "../memory/MemoryStore.ts"
import { Broker } from "./Broker.ts"
import { chance } from "./Chance.ts"
import { emptyHistory, type Published } from "./History.ts"
import { Process } from "./Process.ts"
import { type Fate, fates, type Story } from "./Story.ts"
import { makeVendors } from "./Vendors.ts"
import { World } from "./World.ts"

/** What processes are started with from now on. */
export interface Release {
  readonly keyring: Keyring
  readonly policy: LinkingPolicy
  /** Messages that it cannot consume, however often. */
  readonly chokesOnPoison: boolean
}

export interface Foreseen {
  readonly name: string
  readonly fate: Fate | undefined
  /** Milliseconds until it is done, and until the process knows. */
  readonly there: number
  readonly back: number
}

const [pepper, nextPepper] = ["a pepper that only the simulation knows", "the pepper that comes after it"]

/** A contact centre with Kith in it: processes, store, topics and vendors in one world, and what is seen of them. */
export class Centre {
  readonly world = new World()
  readonly store = new MemoryStore()
  readonly reader = readerOf(this.store)
  readonly queues: MemoryQueues
  readonly history = emptyHistory()
  readonly broker = new Broker(this)
  readonly vendors
  readonly story: Story
  release: Release = {
    keyring: makeKeyring(pepper, [], nextPepper),
    policy: defaultLinkingPolicy,
    chokesOnPoison: true,
  }
  /** Every step there was, by its name, in order. */
  readonly foreseen: Array<string> = []
  /** Steps that the weather met, by their names. */
  readonly met: Array<string> = []
  /** From now on nothing goes wrong any more. */
  isCalm = false
  private readonly processes = new Map<ServiceName, Array<Process>>()
  private started = 0

  constructor(story: Story, onEcho: (event: unknown) => void) {
    this.story = story
    this.queues = new MemoryQueues(story.queues === "embedded")
    this.vendors = makeVendors(() => this.world.now, onEcho)
    for (const service of services) this.start(service)
    for (const service of story.second) this.start(service)
  }

  start(service: ServiceName): void {
    const process = new Process(this, service, ++this.started)
    this.processes.set(service, [...(this.processes.get(service) ?? []), process])
  }

  /** One of the living; nobody while there is none. */
  oneOf(service: ServiceName, key: string): Process | undefined {
    const all = this.processes.get(service) ?? []
    return all[Math.floor(chance(this.story.seed, "one of", service, key) * all.length)]
  }

  crash(process: Process, why: string): void {
    if (!process.isAlive) return
    this.tell(process.name, `dies at: ${why}`)
    this.history.troubles.push({ at: this.world.now, service: process.service, what: "dies" })
    this.processes.set(
      process.service,
      (this.processes.get(process.service) ?? []).filter((one) => one !== process),
    )
    process.die()
    const { seed } = this.story
    this.world.after(5_000 * chance(seed, "restart", why), () => {
      this.tell("centre", `starts a ${process.service} again`)
      this.start(process.service)
    })
  }

  /** As a roll-out does it, at its worst. */
  restartEverything(): void {
    for (const process of [...this.processes.values()].flat()) this.crash(process, `roll-out of ${process.name}`)
  }

  /** Each process learns of it when it starts anew, one after the other. */
  changePepper(): void {
    this.release = { ...this.release, keyring: makeKeyring(nextPepper, [pepper]) }
    for (const process of [...this.processes.values()].flat())
      this.world.after(60_000 * chance(this.story.seed, "new pepper", process.name), () =>
        this.crash(process, `roll-out of ${process.name}`),
      )
  }

  /** What will become of a step, and when: a matter of its name. */
  foresee(service: ServiceName, what: string): Foreseen {
    const name = `${service} ${what}`
    const number = this.foreseen.push(name)
    const { seed, weather, spared = [], crashes = [] } = this.story
    const crash = crashes.find(({ step }) => step === number)
    const fate =
      crash !== undefined
        ? crash.when === "before"
          ? "crashBefore"
          : "crashAfter"
        : this.isCalm || spared.includes(name)
          ? undefined
          : this.fateOf(name)
    if (fate !== undefined) {
      this.meet(fate, service)
      this.met.push(name)
    }
    const typical = (way: string) => 1 - weather.latency * Math.log(1 - chance(seed, way, name))
    const late = fate === "late" ? 200 * 450 ** chance(seed, "late", name) : 0
    const isSlow = !this.isCalm && what.endsWith("commit effects") && chance(seed, "slow", name) < weather.slowNotes
    if (isSlow) this.meet("slowNotes", service)
    const isLateThere = chance(seed, "which way", name) < 0.5
    return {
      name,
      fate,
      there: typical("there") + (isLateThere ? late : 0) + (isSlow ? 100 * 100 ** chance(seed, "slowly", name) : 0),
      back: typical("back") + (isLateThere ? 0 : late),
    }
  }

  private fateOf(name: string): Fate | undefined {
    const { seed, weather } = this.story
    let roll = chance(seed, "fate", name)
    for (const fate of fates) {
      roll -= weather.steps[fate] ?? 0
      if (roll < 0) return fate
    }
    return undefined
  }

  /** The vendor's refusal of a call, in bad weather. */
  refusal(process: Process, port: string): Answer | undefined {
    const { seed, weather } = this.story
    const name = `${process.name} ${port} ${this.history.calls.length}`
    if (this.isCalm || chance(seed, "refusal", name) >= weather.vendorErrors) return undefined
    this.meet("vendorErrors", process.service)
    const which = chance(seed, "which refusal", name)
    if (which < 0.3) return { status: 429, headers: { "retry-after": String(1 + Math.floor(which * 100)) } }
    // Now and then a rule of the vendor's refuses what it takes later, when somebody has put it right.
    return { status: which < 0.6 ? 503 : which < 0.9 ? 500 : 400 }
  }

  /** Whether a process has more to do than it can, for some seconds now and then. */
  isPressed({ name }: Process): boolean {
    const { seed, weather } = this.story
    if (this.isCalm) return false
    return chance(seed, "pressed", name, Math.floor(this.world.now / 5_000)) < weather.pressed
  }

  meet(what: string, service?: ServiceName): void {
    if (service !== undefined) this.history.troubles.push({ at: this.world.now, service, what })
    this.history.met.set(what, (this.history.met.get(what) ?? 0) + 1)
  }

  tell(who: string, what: string): void {
    this.history.lines.push(`${((this.world.now - Date.UTC(2026, 0, 5, 10)) / 1000).toFixed(3)} ${who}: ${what}`)
  }

  committed(process: Process, commit: Commit): void {
    this.history.commits.push({ at: this.world.now, service: process.service, commit })
  }

  published(
    { service }: Process,
    topic: string,
    messages: ReadonlyArray<Pick<Published, "data" | "attributes">>,
    about: Pick<Published, "handling" | "since">,
  ): void {
    for (const message of messages)
      this.history.published.push({ ...message, ...about, at: this.world.now, service, topic })
    this.broker.announce()
  }

  called(
    process: Process,
    {
      vendor,
      method,
      path,
      sent,
      answer,
    }: {
      readonly vendor: string
      readonly method: string
      readonly path: string
      readonly sent: SimulatorRequest
      readonly answer: Answer
    },
  ): void {
    this.history.calls.push({
      ...{ at: this.world.now, process: process.name, vendor, method, path, status: answer.status },
      body: sent.body ?? "",
      answer: answer.body === undefined ? "" : JSON.stringify(answer.body),
    })
  }

  logged(_process: Process, line: string): void {
    this.history.logs.push(line)
  }
}
