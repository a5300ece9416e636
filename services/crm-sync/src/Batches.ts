import { Clock, Effect, Exit, Request, RequestResolver, type Result, Semaphore } from "effect"

/** What a batch made of its items, in their order. */
export type WriteAll<Item, A, E> = (items: ReadonlyArray<Item>) => Effect.Effect<ReadonlyArray<Result.Result<A, E>>, E>

/** So many within so long are a storm. */
const stormCount = 8
const stormMillis = 1000
/** A storm is over when it has been quiet for so long: those at its tail share calls too. */
const quietMillis = 5000
/** From one batch to the next in a storm, whatever the vendor's speed, unless the next is full before. */
const stormGapMillis = 2000

/**
 * Lets callers share a vendor's calls: one call at a time, and what comes while it is under way or, in a storm, within two
 * seconds of its start, goes together in the next. Outside storms nobody waits for company. Each caller is answered for
 * its own item; only what `writeAll` itself fails with is everybody's.
 */
export const makeBatches = <Item, A, E>(largest: number, writeAll: WriteAll<Item, A, E>) => {
  interface Write extends Request.Request<A, E> {
    readonly _tag: "Write"
    readonly item: Item
  }
  const write = Request.tagged<Write>("Write")
  const oneAtATime = Semaphore.makeUnsafe(1)
  const arrivals: Array<number> = []
  let lastStart = Number.NEGATIVE_INFINITY
  let stormUntil = Number.NEGATIVE_INFINITY

  const arrive = (now: number) => {
    arrivals.push(now)
    if (arrivals.length > stormCount) arrivals.shift()
    if (arrivals.length === stormCount && now - (arrivals[0] ?? now) <= stormMillis) stormUntil = now + quietMillis
  }

  const collect = Effect.gen(function* () {
    yield* oneAtATime.withPermit(Effect.void)
    const now = yield* Clock.currentTimeMillis
    const wait = now < stormUntil ? lastStart + stormGapMillis - now : 0
    yield* wait > 0 ? Effect.sleep(wait) : Effect.yieldNow
  })

  const resolver = RequestResolver.make<Write>((entries) =>
    oneAtATime.withPermit(
      Effect.gen(function* () {
        lastStart = yield* Clock.currentTimeMillis
        const results = yield* writeAll(entries.map(({ request }) => request.item))
        for (const [i, entry] of entries.entries()) {
          const result = results[i]
          if (result !== undefined) {
            entry.completeUnsafe(result._tag === "Success" ? Exit.succeed(result.success) : Exit.fail(result.failure))
          }
        }
      }),
    ),
  ).pipe(RequestResolver.setDelayEffect(collect), RequestResolver.batchN(largest))

  return Effect.fnUntraced(function* (item: Item) {
    arrive(yield* Clock.currentTimeMillis)
    return yield* Effect.request(write({ item }), resolver)
  })
}
