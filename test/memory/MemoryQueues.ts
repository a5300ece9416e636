import { say } from "@kith/core/telemetry/Harmless"
import { queuesOf } from "@kith/core/topics/Queues"
import type { Delivery } from "@kith/core/topics/SqliteQueue"

/** A message that one subscription still holds. */
export interface Held extends Omit<Delivery, "attempt"> {
  readonly subscription: string
  /** Deliveries that were begun. */
  attempt: number
  /** Deliveries under way; several if one outlasts its deadline. */
  inFlight: number
  /** No delivery begins before, in epoch milliseconds. */
  dueAt: number
  readonly about: string | undefined
}

type Message = Pick<Delivery, "data" | "attributes"> & { readonly about?: string | undefined }

/** What every subscription of `pipeline.ts` holds, in memory, as plain data: who delivers what when is somebody else's. */
export class MemoryQueues {
  /** In order of publication. */
  readonly held: Array<Held> = []
  private published = 0
  private deliveries = 0
  private readonly spares: boolean

  /** `spares`: as the embedded queue, it holds nothing that a message which waits would say, too. */
  constructor(spares = false) {
    this.spares = spares
  }

  /** How many deliveries were spared. */
  publish(topic: string, messages: ReadonlyArray<Message>, now: number): number {
    let spared = 0
    const queues = queuesOf.get(topic)
    if (queues === undefined) throw new Error(`no topic ${topic}`)
    for (const { data, attributes, about } of messages) {
      const messageId = say`message-${++this.published}`
      for (const { name } of queues) {
        if (this.spares && about !== undefined && this.waits(name, about, now)) {
          spared += 1
          continue
        }
        const id = ++this.deliveries
        this.held.push({
          ...{ id, subscription: name, messageId, data, attributes },
          ...{ publishedAt: now, attempt: 0, inFlight: 0, dueAt: now, about },
        })
      }
    }
    return spared
  }

  private waits(subscription: string, about: string, now: number): boolean {
    return this.held.some(
      (one) =>
        one.subscription === subscription &&
        one.about === about &&
        one.inFlight + one.attempt === 0 &&
        one.dueAt <= now,
    )
  }

  /** Nothing happens if it is gone already. */
  acknowledge(delivery: Held): void {
    const index = this.held.indexOf(delivery)
    if (index >= 0) this.held.splice(index, 1)
  }
}
