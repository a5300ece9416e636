import { type Queue, queues } from "@kith/core/topics/Queues"
import { backoffMillis } from "@kith/local/Backoff"
import { pushRequest } from "@kith/local/PushRequest"
import type { Held } from "../memory/MemoryQueues.ts"
import type { Centre } from "./Centre.ts"
import { chance } from "./Chance.ts"
import type { Answered } from "./Process.ts"

const queueOf = new Map<string, Queue>(queues.map((queue) => [queue.name, queue]))
const acknowledging: ReadonlyArray<number> = [102, 200, 201, 202, 204]

/** Pushes what the topics hold, at least once, in any order, as `pipeline.ts` and Pub/Sub's documentation say. */
export class Broker {
  private readonly centre: Centre
  /** Of each message the number of those before it that say the same to the same subscription. */
  private readonly names = new Map<number, string>()
  private readonly alike = new Map<string, number>()
  private announced = 0

  constructor(centre: Centre) {
    this.centre = centre
  }

  /** Whatever was published since the last time begins its way. */
  announce(): void {
    const { held } = this.centre.queues
    const fresh = held.slice(held.findLastIndex(({ id }) => id <= this.announced) + 1)
    for (const one of fresh) {
      this.announced = one.id
      const says = `${one.subscription} ${gistOf(one.data)}`
      const before = this.alike.get(says) ?? 0
      this.alike.set(says, before + 1)
      this.names.set(one.id, before === 0 ? says : `${says}+${before}`)
      this.later(one, 1 + this.centre.story.weather.disorder * this.chance("way", one))
    }
  }

  private chance(what: string, held: Held): number {
    return chance(this.centre.story.seed, what, this.nameOf(held))
  }

  private nameOf(held: Held): string {
    return `${this.names.get(held.id)} ${held.attempt}`
  }

  private later(held: Held, millis: number): void {
    this.centre.world.after(millis, () => this.deliver(held))
  }

  private deliver(held: Held): void {
    const { centre } = this
    if (!centre.queues.held.includes(held)) return
    const queue = queueOf.get(held.subscription) as Queue
    held.attempt += 1
    held.inFlight += 1
    const name = this.nameOf(held)
    let isOver = false
    const settle = (answer: Answered) => {
      if (isOver) return
      isOver = true
      held.inFlight -= 1
      forgetDeadline()
      this.settle(queue, held, answer)
    }
    let interrupt = () => {}
    const forgetDeadline = centre.world.after(queue.ackDeadlineSeconds * 1000, () => {
      centre.tell("broker", `${name}: no answer in time`)
      centre.meet("ack deadline passed", queue.service)
      // A server that does not notice works on.
      if (this.chance("notices", held) < 0.7) interrupt()
      settle({ status: 504 })
    })
    const process = centre.oneOf(queue.service, name)
    if (process === undefined) settle({ status: 503 })
    else if (this.isPoison(held)) settle({ status: 500 })
    else interrupt = process.call(pushRequest(queue.name, held), name, settle)
  }

  private settle(queue: Queue, held: Held, answer: Answered): void {
    const { centre } = this
    const { seed, weather } = centre.story
    const status = answer === "crashed" ? 502 : answer.status
    const name = this.nameOf(held)
    if (acknowledging.includes(status)) {
      if (centre.isCalm || chance(seed, "lost ack", name) >= weather.lostAcks) {
        centre.queues.acknowledge(held)
        return
      }
      centre.meet("lostAcks")
      centre.tell("broker", `${name}: its acknowledgement is lost`)
    } else centre.tell("broker", `${name}: ${status}`)
    if (queue.deadLetters !== undefined && held.attempt >= queue.deadLetters.maxDeliveryAttempts) {
      this.giveUp(queue.deadLetters.topic, queue, held)
      return
    }
    const asked = answer === "crashed" ? 0 : Number(answer.headers?.["retry-after"] ?? 0)
    this.later(held, backoffMillis(queue.backoffSeconds, held.attempt, chance(seed, "backoff", name), asked))
  }

  private giveUp(topic: string, queue: Queue, held: Held): void {
    const { centre } = this
    centre.meet("dead letters")
    centre.tell("broker", `${this.nameOf(held)}: given up`)
    const attributes = JSON.stringify({
      ...(JSON.parse(held.attributes) as object),
      CloudPubSubDeadLetterSourceSubscription: queue.name,
      CloudPubSubDeadLetterSourceDeliveryCount: String(held.attempt),
    })
    centre.queues.publish(topic, [{ data: held.data, attributes }], centre.world.now)
    centre.queues.acknowledge(held)
    this.announce()
  }

  private isPoison(held: Held): boolean {
    const { story, release } = this.centre
    if (!release.chokesOnPoison || !held.subscription.endsWith("-to-resolver")) return false
    const isPoison = chance(story.seed, "poison", gistOf(held.data)) < story.weather.poison
    if (isPoison) this.centre.meet("poison")
    return isPoison
  }
}

/** What a message is about, in a word that does not depend on what else has happened. */
const gistOf = (json: string): string => {
  const data = JSON.parse(json) as Readonly<Record<string, unknown>>
  if (typeof data["eventKey"] === "string")
    return `${data["interactionId"]}.${data["kind"]}.${String(data["eventKey"]).slice(0, 6)}`
  return String(data["erasureId"] ?? `${String(data["customerId"]).slice(0, 8)}.v${data["profileVersion"]}`)
}
