import { Effect, Result } from "effect"
import { type Fact, verdictOf, waitOf } from "./Delivery.ts"

/**
 * Does the work for every item, whatever becomes of the others. Fails in the end with one of the facts that it met: with
 * one to retry, the soonest, if there is any: no item is given up or kept waiting for another's sake. What is done is done: work must find it
 * so when it is repeated.
 */
export const eachOnItsOwn = Effect.fnUntraced(function* <A, R>(
  items: ReadonlyArray<A>,
  work: (item: A) => Effect.Effect<unknown, Fact, R>,
) {
  const results = yield* Effect.forEach(items, (item) => Effect.result(work(item)), { concurrency: 4 })
  const facts = results.flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))
  const [soonest] = facts.filter((one) => verdictOf(one) === "retry").sort((x, y) => waitOf(x) - waitOf(y))
  const fact = soonest ?? facts[0]
  if (fact !== undefined) return yield* Effect.fail(fact)
})
