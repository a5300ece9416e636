import { type ErasureRecord, Erasures, Interactions } from "@kith/core/documents/Collections"
import { Documents, type ReadProblem, ref } from "@kith/core/documents/Documents"
import type { PersonForgotten } from "@kith/core/message/PersonForgotten"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Schedule } from "effect"
import { forgetDeadLetters } from "./DeadLetters.ts"
import { fromTheRead } from "./FindPerson.ts"

/** Tag of the erasures that the sweep looks for. */
export const unpublished = "unpublished"

/** What an erasure record holds; more is found by the keys when the graph forgets. */
const maxInteractions = 10_000
const page = 500

/** Documents of the interactions that assert any of these identifiers. */
export const interactionsOf = Effect.fn("PublishErasures.interactionsOf")(function* (keys: ReadonlyArray<string>) {
  const documents = yield* Documents
  const ids = new Set<string>()
  for (const key of keys) {
    let after: string | undefined
    do {
      const found = yield* documents.find(Interactions, key, { limit: page, ...(after !== undefined && { after }) })
      for (const { id, body } of found) if (body.state === "known") ids.add(id)
      after = found.length === page ? found.at(-1)?.id : undefined
    } while (after !== undefined && ids.size < maxInteractions)
  }
  return [...ids].slice(0, maxInteractions)
})

/**
 * Tells everybody to forget, and writes down that they were told. Interactions and dead letters are looked for only now:
 * the tombstones keep new ones from coming in. Told twice is as good as once.
 */
export const publishErasure = Effect.fn("PublishErasures.publishErasure")(function* (erasureId: string) {
  const erasure = yield* change(erasureId, [unpublished], (erasure) =>
    Effect.map(interactionsOf([...erasure.keys, ...erasure.strippedKeys]), (found) => ({
      ...erasure,
      interactionIds: [...new Set([...erasure.interactionIds, ...found])].slice(0, maxInteractions),
    })),
  )
  if (erasure === undefined) return
  yield* forgetDeadLetters(erasure.keys)
  const data: PersonForgotten = { schema: 1, erasureId }
  yield* (yield* Topics).publish("person-forgotten", [{ data }])
  yield* change(erasureId, [], (erasure) => Effect.succeed({ ...erasure, published: true }))
})

const change = Effect.fnUntraced(function* (
  erasureId: string,
  tags: ReadonlyArray<string>,
  apply: (erasure: ErasureRecord) => Effect.Effect<ErasureRecord, ReadProblem, Documents>,
) {
  const documents = yield* Documents
  const [erasure] = yield* documents.getMany([ref(Erasures, erasureId)])
  if (erasure === undefined) return undefined
  const body = yield* apply(erasure.body)
  const put = { op: "put", ref: ref(Erasures, erasureId), body, seen: erasure.version, tags } as const
  yield* documents.commit({ writes: [put] })
  return body
}, fromTheRead)

/** The sweep: publishes the erasures whose first attempt failed, each on its own. How many it published. */
export const publishErasures = Effect.fn("PublishErasures.publishErasures")(function* () {
  const left = yield* (yield* Documents).find(Erasures, unpublished, { limit: 100 })
  const [published, failures] = yield* Effect.partition(left, ({ id }) => publishErasure(id))
  const [failure] = failures
  return failure === undefined ? published.length : yield* Effect.fail(failure)
})

/** The sweep by a timer, for a runtime without a scheduler to call `POST /tasks/publish-erasures`. Never ends. */
export const keepPublishingErasures = publishErasures().pipe(
  Effect.catch((problem) => Effect.logWarning("erasures are published later", problem)),
  Effect.repeat(Schedule.spaced("30 seconds")),
)
