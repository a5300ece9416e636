import { Documents } from "@kith/core/documents/Documents"
import { nothingRead, readInto } from "@kith/core/graph/LoadEvidence"
import { type Told, tellOfPersons } from "@kith/core/graph/TellOfPersons"
import { untilUnmoved } from "@kith/core/graph/UntilUnmoved"
import { Keys } from "@kith/core/identifier/Keyring"
import { shownInteraction } from "@kith/core/identifier/ShownInteraction"
import type { KnownInteraction } from "@kith/core/identity/Records"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { logWarning } from "@kith/core/telemetry/Log"
import { leave } from "@kith/core/telemetry/Trail"
import { Clock, Effect } from "effect"
import { type Decision, decideEvent } from "./DecideEvent.ts"
import { inOrder } from "./InOrder.ts"
import { noteOf } from "./NoteOf.ts"

/** Decides who an interaction's customer is: wanted → load → decide → commit if unmoved → publish. */
export const resolveIdentity = Effect.fnUntraced(function* (event: InteractionObserved) {
  const told = yield* inOrder(event, untilUnmoved(takeIn(event)))
  yield* tellOfPersons(told)
})

/** One try: reads, decides and commits. */
const takeIn = Effect.fnUntraced(function* (heard: InteractionObserved) {
  const decision: Decision = yield* decideEvent(heard)
  const told = yield* decision.known === undefined ? commitDecision(decision) : repeat(decision, decision.known)
  yield* leave(noteOf(decision, yield* Clock.currentTimeMillis))
  return told
})

const commitDecision = Effect.fnUntraced(function* ({ commit, resolved, interaction }: Decision) {
  yield* (yield* Documents).commit(commit)
  const { overflow = 0, changed = [] } = resolved ?? {}
  if (overflow > 0)
    yield* logWarning("a component is full: identifiers left out", {
      interaction: shownInteraction(interaction, yield* Keys),
      count: overflow,
    })
  return changed.map(({ customerId, version }): Told => ({ customerId, version }))
})

/** Done before: by a duplicate, or by ourselves just before a crash. Everybody concerned is told once more. */
const repeat = Effect.fnUntraced(function* ({ commit }: Decision, own: KnownInteraction) {
  const read = nothingRead()
  const documents = yield* Documents
  const noted = own.sightings.flatMap(({ component }) => component ?? [])
  // Neither rests on the other, so nobody waits for both.
  yield* Effect.all([readInto(read, { components: noted }), documents.commit(commit)], {
    concurrency: 2,
    discard: true,
  })
  const alone = own.sightings.filter(({ component }) => component === undefined).map(({ outcome }) => outcome)
  const components = [...read.components.values()].flatMap((snapshot) => snapshot?.body ?? [])
  return [
    ...components.flatMap(({ persons }) => persons.map(({ id, version }): Told => ({ customerId: id, version }))),
    ...alone.map(({ customerId, profileVersion }): Told => ({ customerId, version: profileVersion })),
  ]
})
