import { dispositions } from "@kith/core/message/Disposition"
import { pendingIn } from "../../memory/MemoryBacklog.ts"
import type { Centre } from "../Centre.ts"
import { type Event, eventsOf } from "./Events.ts"
import { deadLettersIn, erasuresIn } from "./Stored.ts"

/** Law 1: whatever was accepted has ended, once, and the counts add up. */
export const conservation = (centre: Centre): ReadonlyArray<string> => {
  const left = centre.queues.held.map(({ subscription, data }) => `${subscription} still holds ${data.slice(0, 80)}`)
  return [...left, ...sums(centre), ...endings(centre), ...givenUp(centre)]
}

/** Facts that no other try changes. */
const forGood: ReadonlyArray<unknown> = ["VendorRefused", "SeveralMatches", "MessageIsUnreadable"]

/** At once is given up what no other try changes; in calm weather everything is consumed, but for what somebody has to decide. */
const givenUp = ({ store, history }: Centre): ReadonlyArray<string> => [
  ...history.published
    .filter(({ topic }) => topic.endsWith("-dead-letter"))
    .map(({ topic, attributes }) => [topic, (JSON.parse(attributes) as { readonly reason?: string }).reason] as const)
    .filter(([, reason]) => !forGood.includes(reason))
    .map(([topic, reason]) => `${topic}: given up without another try: ${reason}`),
  ...deadLettersIn(store)
    .filter(({ state, reason }) => state === "waiting" && reason !== "SeveralMatches")
    .map(({ origin, reason }) => `${JSON.stringify(origin)} is given up for good: ${reason}`),
]

/** Holds at any moment. */
export const sums = ({ queues, store }: Centre): ReadonlyArray<string> => {
  const count = (name: string) => store.counters.get(name) ?? 0
  const pending = pendingIn(["interaction-opened", "interaction-updated"], queues, store)
  const ended = dispositions.reduce((sum, disposition) => sum + count(disposition), 0)
  const problems: Array<string> = []
  if (count("accepted") !== ended + pending)
    problems.push(`accepted ${count("accepted")}, ended ${ended}, pending ${pending}`)
  if (ended !== store.ledger.size) problems.push(`${ended} endings counted of ${store.ledger.size} events`)
  return problems
}

const endings = (centre: Centre): ReadonlyArray<string> => {
  const events = eventsOf(centre)
  const problems = events.flatMap(({ said, ended }) => (ended === undefined ? [`${nameOf(said)} has no end`] : []))
  const applied = new Map<string, number>()
  for (const { commit } of centre.history.commits)
    for (const { acceptId, disposition } of commit.endings ?? [])
      if (disposition === "applied") applied.set(acceptId, (applied.get(acceptId) ?? 0) + 1)
  for (const [id, times] of applied) if (times > 1) problems.push(`${id} was applied ${times} times`)
  return [...problems, ...repetitions(events, erasuresIn(centre.store).length > 0)]
}

/** Of those that say the same one was applied, and the others found it done; somebody forgotten is never applied again. */
const repetitions = (events: ReadonlyArray<Event>, isAnybodyErased: boolean): ReadonlyArray<string> => {
  const alike = Map.groupBy(events, ({ said }) => `${said.interactionId} ${said.eventKey}`)
  return [...alike.values()].flatMap((group) => {
    const ends = group.map(({ ended }) => ended)
    const [first] = group as [Event]
    const applied = ends.filter((end) => end === "applied").length
    if (applied > 1) return [`${nameOf(first.said)} was applied ${applied} times`]
    const mayBeLess = isAnybodyErased && ends.every((end) => end !== "duplicate")
    if (applied === 0 && !mayBeLess) return [`${nameOf(first.said)} was never applied: ${ends.join(", ")}`]
    if (!isAnybodyErased && ends.some((end) => end !== "applied" && end !== "duplicate"))
      return [`${nameOf(first.said)} ended as ${ends.join(", ")}`]
    return []
  })
}

const nameOf = ({ interactionId, kind, eventKey }: Event["said"]) => `${interactionId}.${kind}.${eventKey.slice(0, 6)}`
