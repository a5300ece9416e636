import { type ErasureRecord, Erasures, Interactions } from "@kith/core/documents/Collections"
import { Documents, type ReadProblem, ref, type Snapshot } from "@kith/core/documents/Documents"
import { erasureWrite, open, reopened, unpublished } from "@kith/core/documents/ErasureProgress"
import { givenTo } from "@kith/core/graph/GraphWrites"
import type { PersonForgotten } from "@kith/core/message/PersonForgotten"
import { Topics } from "@kith/core/topics/Topics"
import { Clock, Effect } from "effect"
import { closeErasure, giveUp } from "./CloseErasures.ts"
import { forgetDeadLetters } from "./DeadLetters.ts"
import { fromTheRead } from "./FindPerson.ts"

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
 * the tombstones keep new ones from coming in. Told twice is as good as once. One that was given up is open again.
 */
export const publishErasure = Effect.fn("PublishErasures.publishErasure")(function* (erasureId: string) {
  const now = yield* Clock.currentTimeMillis
  const erasure = yield* change(erasureId, (erasure) =>
    Effect.map(interactionsOf(tagsOf(erasure)), (found) => ({
      ...(erasure.closedAt === undefined ? erasure : reopened(erasure, now)),
      published: false,
      interactionIds: [...new Set([...erasure.interactionIds, ...found])].slice(0, maxInteractions),
    })),
  )
  if (erasure === undefined) return
  yield* forgetDeadLetters([...erasure.keys, ...(erasure.forms ?? [])])
  const data: PersonForgotten = { schema: 1, erasureId }
  yield* (yield* Topics).publish("person-forgotten", [{ data }])
  const at = yield* Clock.currentTimeMillis
  yield* change(erasureId, (erasure) => {
    const told = { at, times: Math.min((erasure.told?.times ?? 0) + 1, 1_000) }
    return Effect.succeed({ ...erasure, published: true, told })
  })
})

/** Of an interaction that tier 2 gave to the person, too, though it asserts none of the identifiers. */
const tagsOf = ({ keys, forms = [], strippedKeys, customerIds }: ErasureRecord): ReadonlyArray<string> => [
  ...keys,
  ...forms,
  ...strippedKeys,
  ...customerIds.map(givenTo),
]

const change = Effect.fnUntraced(function* (
  erasureId: string,
  apply: (erasure: ErasureRecord) => Effect.Effect<ErasureRecord, ReadProblem, Documents>,
) {
  const documents = yield* Documents
  const [erasure] = yield* documents.getMany([ref(Erasures, erasureId)])
  if (erasure === undefined) return undefined
  const body = yield* apply(erasure.body)
  yield* documents.commit({ writes: [erasureWrite(body, erasure.version)] })
  return body
}, fromTheRead)

/**
 * The sweep: publishes the erasures whose first attempt failed, tells those again that have not reported for a while,
 * closes those that are done, and gives up loudly what will not end. Each on its own. How many it moved on.
 */
export const publishErasures = Effect.fn("PublishErasures.publishErasures")(function* () {
  const documents = yield* Documents
  const left = yield* documents.find(Erasures, unpublished, { limit: 100 })
  const now = yield* Clock.currentTimeMillis
  const waiting = yield* openErasures
  const [published, failures] = yield* Effect.partition(left, ({ id }) => publishErasure(id))
  const [ended, endFailures] = yield* Effect.partition(waiting, ({ id, body }) => tend(id, body, now))
  const [failure] = [...failures, ...endFailures]
  if (failure !== undefined) return yield* Effect.fail(failure)
  return published.length + ended.filter((moved) => moved).length
})

const openErasures = Effect.gen(function* () {
  const documents = yield* Documents
  const all: Array<Snapshot<ErasureRecord>> = []
  for (;;) {
    const after = all.at(-1)?.id
    const found = yield* documents.find(Erasures, open, { limit: page, ...(after !== undefined && { after }) })
    all.push(...found)
    if (found.length < page) return all
  }
})

const tend = Effect.fnUntraced(function* (id: string, erasure: ErasureRecord, now: number) {
  if ((yield* closeErasure(id)) || (yield* giveUp(id))) return true
  const { told } = erasure
  if (told === undefined || now < told.at + patienceMillis(told.times)) return false
  // Whoever will never do it has said so: that is for somebody to look at, and to order again.
  if (!erasure.systems.some(({ status }) => status === "running")) return false
  yield* publishErasure(id)
  return true
})

/** A message has eight hours of its own redeliveries; another system may take days, and has to be asked. */
const patienceMillis = (times: number): number => Math.min(60_000 * 2 ** times, 6 * 3600 * 1000)
