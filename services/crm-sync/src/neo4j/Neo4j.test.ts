import type { EffectRecord } from "@kith/core/documents/Collections"
import type { Key } from "@kith/core/identifier/Identifier"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { nothing } from "../Fields.ts"
import { type Answered, nothingKnown, type Sink } from "../Sink.ts"
import { makeNeo4j } from "./Neo4j.ts"
import { constraints, type Statement } from "./Statements.ts"

const ann = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01"
const bob = "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a02"
const never: EffectRecord = { schema: 1, version: 0, digest: "", status: "none", at: 0 }

const person = (customerId: string): CurrentPerson => ({
  schema: 1,
  state: "current",
  customerId,
  version: 7,
  resolutionTier: 1,
  confidence: 0.95,
  since: 0,
  identifiers: [{ key: "email:k:abc" as Key, kind: "email", value: "ann@example.org", first: 0 }],
  traits: { customerTier: { value: "Gold", at: 0, eventKey: "e", source: "s", interactionId: "i" } },
  lastInteraction: { interactionId: "tel +12025550143", at: 5 },
  former: [],
  open: [],
  policyVersion: 1,
})

/** What the driver was told, where it first fails with `problems`, one for each transaction. */
const tell = async (
  calls: ReadonlyArray<(sink: Sink) => Answered>,
  problems: ReadonlyArray<string | undefined> = [],
) => {
  const transactions: Array<ReadonlyArray<Statement>> = []
  let closed = 0
  const database = {
    write: async (statements: ReadonlyArray<Statement>) => {
      const problem = problems[transactions.length]
      transactions.push(statements)
      if (problem !== undefined) throw Object.assign(new Error("ann@example.org broke it"), { code: problem })
    },
    close: async () => {
      closed += 1
    },
  }
  const settings = { url: "bolt://localhost", user: "neo4j", password: Redacted.make("secret") }
  const program = Effect.gen(function* () {
    const sink = yield* makeNeo4j(settings, async () => database)
    const all = Effect.forEach(calls, (call) => Effect.result(call(sink)), { concurrency: "unbounded" })
    const fiber = yield* Effect.forkChild(all)
    for (let second = 0; fiber.pollUnsafe() === undefined && second < 90; second++) yield* TestClock.adjust("1 second")
    return yield* Fiber.join(fiber)
  })
  const keyring = makeKeyring("a pepper that is long enough for everybody")
  const results = await Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provideService(Keys, keyring), Effect.provide(TestClock.layer())),
  )
  const outcomes = results.map((result) => (result._tag === "Success" ? result.success : result.failure))
  return { outcomes, transactions, data: transactions.slice(constraints.length), closed }
}
const upsert =
  (id = ann) =>
  (sink: Sink) =>
    sink.upsert(person(id), {}, "k", never, nothingKnown)

describe("the graph database", () => {
  it("is told its constraints before all else, each in a transaction of its own, and is closed in the end", async () => {
    const { transactions, closed } = await tell([upsert()])
    expect(transactions.slice(0, constraints.length).map((statements) => statements.map(({ text }) => text))).toEqual(
      constraints.map((text) => [text]),
    )
    for (const text of constraints) expect(text).toMatch(/IF NOT EXISTS FOR .+ REQUIRE .+ IS UNIQUE$/)
    expect(closed).toBe(1)
  })

  it("gets persons that come together in one statement, in order of their ids, identifiers by key", async () => {
    const { data, outcomes } = await tell([upsert(bob), upsert(ann)])
    expect(outcomes).toEqual([{}, {}])
    expect(data).toHaveLength(1)
    const [statement] = data[0] ?? []
    expect(statement?.text).toMatch(/^UNWIND \$persons AS row\nMERGE \(p:Person \{personId: row\.personId\}\)/)
    const persons = statement?.parameters["persons"] as ReadonlyArray<Record<string, unknown>>
    expect(persons.map(({ personId }) => personId)).toEqual([ann, bob])
    expect(persons[0]).toMatchObject({ tier: "Gold", version: 7, identifiers: [{ key: "email:k:abc", kind: "email" }] })
  })

  it("never gets a value: not of an identifier, nor an interaction id that may hold one", async () => {
    const { transactions } = await tell([upsert()])
    expect(JSON.stringify(transactions)).not.toMatch(/ann@|2025550143/)
  })

  it("gets merges as relations, and forgets with everything that nobody else has", async () => {
    const merged = await tell([(sink) => sink.markMerged(bob, ann, nothing)])
    expect(merged.data[0]?.[0]).toMatchObject({ parameters: { merges: [{ from: bob, into: ann }] } })
    expect(merged.data[0]?.[0]?.text).toContain("MERGE (former)-[:MERGED_INTO]->(heir)")
    const forgotten = await tell([(sink) => sink.remove(ann, "delete")])
    expect(forgotten.data[0]?.[0]).toMatchObject({ parameters: { personId: ann } })
    expect(forgotten.data[0]?.[0]?.text).toContain("DETACH DELETE p")
  })
})

describe("trouble", () => {
  const noTrouble = constraints.map(() => undefined)

  it.each(["Neo.ClientError.Schema.ConstraintValidationFailed", "Neo.TransientError.Transaction.DeadlockDetected"])(
    "of a race (%s) is over when it is tried again",
    async (code) => {
      const { outcomes, data } = await tell([upsert()], [...noTrouble, code])
      expect(outcomes).toEqual([{}])
      expect(data).toHaveLength(2)
    },
  )

  it.each([
    "ServiceUnavailable",
    "Neo.ClientError.Security.Unauthorized",
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
  ])("such as %s is left to a redelivery, without a word of the driver's", async (code) => {
    const { outcomes } = await tell([upsert()], Array<string>(40).fill(code))
    expect(outcomes).toMatchObject([{ _tag: "VendorIsUnavailable", reason: code }])
  })

  it("with one of a batch leaves the others alone", async () => {
    const wrong = "Neo.ClientError.Statement.TypeError"
    const { outcomes, data } = await tell([upsert(ann), upsert(bob)], [...noTrouble, wrong, wrong])
    expect(outcomes).toMatchObject([{ _tag: "VendorRefused", reason: wrong }, {}])
    expect(data).toHaveLength(3)
  })
})
