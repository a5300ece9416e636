import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { Documents } from "../documents/Documents.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import * as SqliteDocuments from "../documents/SqliteDocuments.ts"
import { defaultLinkingPolicy } from "../identity/Policy.ts"
import { CurrentLinkingPolicy } from "../settings/PolicyFile.ts"
import { activatePolicy } from "./ActivatePolicy.ts"
import { policyDue, policyInForce } from "./PolicyInForce.ts"

const layer = Layer.merge(
  SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
  Layer.succeed(CurrentLinkingPolicy, { ...defaultLinkingPolicy, version: 4 }),
)
const run = <A, E>(story: Effect.Effect<A, E, Documents>) =>
  Effect.runPromise(story.pipe(Effect.provide([layer, TestClock.layer()])))

const other = { ...defaultLinkingPolicy, anchorCap: 32 }
const activate = (more: object = {}, dryRun = false) =>
  activatePolicy({ policy: other, who: "ann", reason: "to see", ...more }, dryRun)
const version = Effect.map(policyInForce(), (policy) => policy.version)

describe("The policy in force", () => {
  it("is the process's own until one is activated, which is the next version", () =>
    run(
      Effect.gen(function* () {
        expect(yield* version).toBe(4)
        expect(yield* activate({}, true)).toEqual({ _tag: "activated", version: 5 })
        expect(yield* version).toBe(4)
        expect(yield* activate()).toEqual({ _tag: "activated", version: 5 })
        expect(yield* policyInForce()).toEqual({ ...other, version: 5 })
      }),
    ))

  it("is known to another process within two seconds, without a look at the store for each decision", () =>
    run(
      Effect.gen(function* () {
        const apart = { ...(yield* Documents) }
        const there = Effect.provideService(version, Documents, apart)
        expect(yield* there).toBe(4)
        yield* activate()
        yield* TestClock.adjust("1900 millis")
        expect(yield* Effect.provideService(policyDue, Documents, apart)).toEqual([])
        expect(yield* there).toBe(4)
        yield* TestClock.adjust("200 millis")
        expect(yield* there).toBe(5)
      }),
    ))

  it("is activated once, from the version it was decided on, and an earlier one by its number", () =>
    run(
      Effect.gen(function* () {
        yield* activate({ basedOn: 4 })
        expect(yield* activate({ basedOn: 4 })).toEqual({ _tag: "in force", version: 5 })
        const third = { policy: { ...other, anchorCap: 16 } }
        expect(yield* activate({ ...third, basedOn: 4 })).toEqual({ _tag: "outdated", version: 5 })
        expect(yield* activate({ policy: { restores: 9 } })).toEqual({ _tag: "unknown" })
        expect(yield* activate({ policy: { restores: 4 } })).toEqual({ _tag: "activated", version: 6 })
        expect(yield* policyInForce()).toEqual({ ...defaultLinkingPolicy, version: 6 })
      }),
    ))
})
