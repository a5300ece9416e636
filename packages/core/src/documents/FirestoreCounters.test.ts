import { Effect, Exit, Layer, Logger, Scope } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { grpcStatus } from "../http/GrpcStatus.ts"
import { type Firestore, FirestoreFailed, type StoredWrite } from "./FirestoreConnection.ts"
import { makeCounters } from "./FirestoreCounters.ts"

type Answer = "applied" | "lost" | "away"

/** Holds increments and flush markers; `answers` says what becomes of each commit, and then all are applied. */
const makeFirestore = (answers: Array<Answer> = []) => {
  const markers = new Set<unknown>()
  const counts: Record<string, number> = {}
  const failed = (status: Parameters<typeof grpcStatus>[0]) =>
    Effect.fail(new FirestoreFailed({ status: grpcStatus(status) }))
  const apply = ([marker, addition]: Array<StoredWrite>) => {
    markers.add(marker?.update?.name)
    for (const { fieldPath, increment } of addition?.updateTransforms ?? []) {
      const name = String(fieldPath)
      counts[name] = (counts[name] ?? 0) + Number(increment?.integerValue)
    }
  }
  const firestore: Firestore = {
    nameOf: (collection, id) => `${collection}/${id}`,
    get: () => Effect.die("not asked for"),
    query: () => Effect.succeed([]),
    commit: (writes) =>
      Effect.suspend(() => {
        const answer = answers.shift() ?? "applied"
        if (answer === "away") return failed("UNAVAILABLE")
        if (markers.has(writes[0]?.update?.name)) return failed("ALREADY_EXISTS")
        apply(writes)
        return answer === "lost" ? failed("DEADLINE_EXCEEDED") : Effect.void
      }),
  }
  return { firestore, counts }
}

const run = <A>(program: Effect.Effect<A, never, Scope.Scope>) =>
  Effect.runPromise(Effect.scoped(program).pipe(Effect.provide(Layer.mergeAll(TestClock.layer(), Logger.layer([])))))

describe("Counters on Firestore", () => {
  it("are added up and stored every five seconds in one commit", () =>
    run(
      Effect.gen(function* () {
        const { firestore, counts } = makeFirestore()
        const { add } = yield* makeCounters(firestore)
        yield* TestClock.adjust("1 second")
        add({ applied: 1, "sampled.updated": 2 })
        add({ applied: 1 })
        expect(counts).toEqual({})
        yield* TestClock.adjust("4 seconds")
        expect(counts).toEqual({ "counts.`applied`": 2, "counts.`sampled.updated`": 2 })
      }),
    ))

  it.each<[string, Array<Answer>]>([
    ["whose answer was lost", ["lost"]],
    ["that did not arrive", ["away", "away"]],
    ["that was repeated in vain and had arrived", ["lost", "away"]],
  ])("are exact after a flush %s", (_, answers) =>
    run(
      Effect.gen(function* () {
        const { firestore, counts } = makeFirestore(answers)
        const { add } = yield* makeCounters(firestore)
        add({ applied: 1 })
        yield* TestClock.adjust("5 seconds")
        add({ applied: 10 })
        yield* TestClock.adjust("20 seconds")
        expect(counts).toEqual({ "counts.`applied`": 11 })
      }),
    ),
  )

  it("are stored when the process stops", () =>
    run(
      Effect.gen(function* () {
        const { firestore, counts } = makeFirestore()
        const scope = yield* Scope.make()
        const { add } = yield* Scope.provide(makeCounters(firestore), scope)
        yield* TestClock.adjust("1 second")
        add({ applied: 3 })
        yield* Scope.close(scope, Exit.void)
        expect(counts).toEqual({ "counts.`applied`": 3 })
      }),
    ))
})
