import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import type { HttpResponse } from "@kith/core/http/Http"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { Sighting } from "@kith/core/identity/Records"
import { Effect } from "effect"

/**
 * `GET /interactions/{id}`: who is in it, and because of what. An unknown one is pending: its event may still be on its
 * way. In a conference the customer seen first answers, and the others are listed under `customers`.
 */
export const answerInteraction = Effect.fn("AnswerInteraction.answerInteraction")(function* (interactionId: string) {
  const answer = (status: "pending" | "resolved" | "suppressed", rest: object = {}): HttpResponse => ({
    status: 200,
    body: { interactionId, status, ...rest },
  })
  const id = interactionDocumentId(yield* Keys, interactionId)
  const [interaction] = yield* (yield* Documents).getMany([ref(Interactions, id)])
  if (interaction === undefined) return answer("pending")
  if (interaction.body.state === "tombstone") return answer("suppressed")
  const { sightings } = interaction.body
  if (sightings.length === 0) return answer("pending")
  const inOrder = sightings.toSorted((x, y) => x.first - y.first || (x.id < y.id ? -1 : 1))
  const customers = (yield* Effect.forEach(inOrder, customerOf, { concurrency: 4 })).filter((c) => c !== undefined)
  const [first, ...others] = customers
  return first === undefined
    ? answer("suppressed")
    : answer("resolved", { ...first, ...(others.length > 0 && { customers: others }) })
})

/** The sighting's outcome under the id its person has now; nothing if that person is forgotten. */
const customerOf = Effect.fnUntraced(function* ({ participantId, outcome }: Sighting) {
  const person = (yield* loadPerson(outcome.customerId))?.body
  if (person?.state === "erased") return undefined
  const { at, customerId, ...decided } = outcome
  return {
    ...(participantId !== undefined && { participantId }),
    customerId: person?.state === "current" ? person.customerId : customerId,
    ...decided,
    resolvedAt: new Date(at).toISOString(),
  }
})
