import type { Disposition } from "@kith/core/message/Disposition"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import type { Centre } from "../Centre.ts"

/** An accepted event, as its topic carried it, and what became of it. */
export interface Event {
  readonly said: InteractionObserved
  readonly ended: Disposition | undefined
}

/** Every event that reached its topic, in that order; a replay is the same event. */
export const eventsOf = ({ history, store }: Centre): ReadonlyArray<Event> => {
  const events = new Map<string, Event>()
  for (const { topic, data } of history.published) {
    if (!topic.startsWith("interaction-") || topic.endsWith("-dead-letter")) continue
    const said = JSON.parse(data) as InteractionObserved
    if (!events.has(said.acceptId)) events.set(said.acceptId, { said, ended: store.ledger.get(said.acceptId) })
  }
  return [...events.values()]
}
