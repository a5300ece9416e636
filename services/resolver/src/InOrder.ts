import { Documents } from "@kith/core/documents/Documents"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { Deferred, Effect } from "effect"

/** By what they name: the last event of this process that is being decided. By store, so that nobody has to carry it about. */
const underWay = new WeakMap<Documents["Service"], Map<string, Deferred.Deferred<void>>>()

const namesOf = ({ interactionId, links, identifiers }: InteractionObserved): ReadonlySet<string> =>
  new Set([
    ...[interactionId, ...links].map((id) => `interaction:${id}`),
    ...identifiers.map(({ kind, value }) => `${kind}:${value}`),
  ])

/** Longer nobody waits: a switchboard is named by every call and written by none, and one that takes long holds up no others. */
const patienceMillis = 100

/**
 * Decides an event when those are decided that came before it and name the same, or after a moment. They would decide on what
 * was read in vain: of several commits that rest on one document the first is made, and the others begin anew. Other
 * processes, persons named in different ways, and whoever has lost patience still meet in the commit. Whoever waits has taken
 * its place at once, so nobody waits in a circle.
 */
export const inOrder = <A, E, R>(event: InteractionObserved, decide: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    takePlace(event),
    ({ before }) => (before.size === 0 ? decide : Effect.andThen(turnAfter(before), decide)),
    ({ leave }) => leave,
  )

const turnAfter = (before: ReadonlySet<Deferred.Deferred<void>>) =>
  Effect.forEach(before, Deferred.await, { discard: true }).pipe(
    Effect.timeoutOrElse({ duration: patienceMillis, orElse: () => Effect.void }),
  )

const takePlace = Effect.fnUntraced(function* (event: InteractionObserved) {
  const last = lastOf(yield* Documents)
  const done = Deferred.makeUnsafe<void>()
  const names = namesOf(event)
  const before = new Set([...names].flatMap((name) => last.get(name) ?? []))
  for (const name of names) last.set(name, done)
  const leave = Effect.sync(() => {
    for (const name of names) if (last.get(name) === done) last.delete(name)
    Deferred.doneUnsafe(done, Effect.void)
  })
  return { before, leave }
})

const lastOf = (documents: Documents["Service"]) => {
  const known = underWay.get(documents)
  if (known !== undefined) return known
  const last = new Map<string, Deferred.Deferred<void>>()
  underWay.set(documents, last)
  return last
}
