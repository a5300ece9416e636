import { VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { type Harmless, say, shaped } from "@kith/core/telemetry/Harmless"
import { Effect, Redacted, Result, Schedule, type Scope } from "effect"
import { makeBatches } from "../Batches.ts"
import type { Fields } from "../Fields.ts"
import { makeGate } from "../Gate.ts"
import type { Sink, SinkFact, Written } from "../Sink.ts"
import {
  constraints,
  forgetPerson,
  mergePersons,
  type PersonNode,
  personNode,
  type Statement,
  upsertPersons,
} from "./Statements.ts"

export interface Neo4jSettings {
  readonly url: string
  readonly user: string
  readonly password: Redacted.Redacted
}

/** As much of the driver as is used. */
export interface GraphDatabase {
  /** All of them in one write transaction, which the driver repeats on errors that it calls transient. */
  readonly write: (statements: ReadonlyArray<Statement>) => Promise<void>
  readonly close: () => Promise<void>
}

export type Connect = (settings: Neo4jSettings) => Promise<GraphDatabase>

const system = say`neo4j`
const mostPersons = 200
const batchMillis = 40_000

/** Loaded here, so that whoever does not use Neo4j does not pay for its driver at the start. */
export const connect: Connect = async ({ url, user, password }) => {
  const { default: neo4j } = await import("neo4j-driver")
  const driver = neo4j.driver(url, neo4j.auth.basic(user, Redacted.value(password)), {
    // Shorter than a load balancer keeps an idle connection.
    maxConnectionLifetime: 8 * 60_000,
    connectionAcquisitionTimeout: 10_000,
    maxTransactionRetryTime: 15_000,
    userAgent: "kith",
  })
  return {
    write: async (statements) => {
      const session = driver.session()
      try {
        await session.executeWrite(async (transaction) => {
          for (const { text, parameters } of statements) await transaction.run(text, parameters)
        })
      } finally {
        await session.close()
      }
    },
    close: () => driver.close(),
  }
}

/** The driver's own words hold values; its codes do not. */
const codeOf = (cause: unknown): Harmless => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""
  return code === "" ? say`no connection` : shaped(code.startsWith("Neo.") ? "code" : "fact", code)
}

/** Two transactions made the same node at once: the second finds it when it tries again, which the driver leaves to us. */
const isRace = ({ reason }: { readonly reason: string }) => /ConstraintValidationFailed|DeadlockDetected/.test(reason)

/** Wrong in itself, whoever sends it; everything else passes or an operator puts it right (a login, a full disk). */
const isWrong = (code: string) => /^Neo\.ClientError\.Statement\./.test(code)

const patience = Schedule.exponential("50 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 5 }))

type GraphWrite =
  | { readonly _tag: "person"; readonly person: PersonNode }
  | { readonly _tag: "merge"; readonly from: string; readonly into: string }

const statementsFor = (writes: ReadonlyArray<GraphWrite>): ReadonlyArray<Statement> => {
  const persons = writes.flatMap((write) => (write._tag === "person" ? [write.person] : []))
  const merges = writes.flatMap((write) => (write._tag === "merge" ? [write] : []))
  return [
    ...(persons.length > 0 ? [upsertPersons(persons)] : []),
    ...(merges.length > 0 ? [mergePersons(merges.map(({ from, into }) => ({ from, into })))] : []),
  ]
}

/** Persons, identifiers by key, interactions and merges as a graph that one can query. Constraints are made before all else. */
export const makeNeo4j = Effect.fnUntraced(function* (
  settings: Neo4jSettings,
  connectTo: Connect = connect,
): Effect.fn.Return<Sink, never, Keys | Scope.Scope> {
  const keyring = yield* Keys
  const gate = makeGate(system)
  const database = yield* Effect.acquireRelease(
    Effect.promise(() => connectTo(settings)),
    ({ close }) => Effect.promise(close).pipe(Effect.timeoutOption("3 seconds"), Effect.ignore),
  )
  let areConstrained = false

  const run = (statements: ReadonlyArray<Statement>) =>
    Effect.tryPromise({
      try: () => database.write(statements),
      catch: (cause) => {
        const reason = codeOf(cause)
        return isWrong(reason) ? new VendorRefused({ system, reason }) : new VendorIsUnavailable({ system, reason })
      },
    }).pipe(Effect.retry({ schedule: patience, while: isRace }))

  const constrain = Effect.gen(function* () {
    if (areConstrained) return
    // Each of its own: a transaction that changes the schema may change nothing else.
    for (const text of constraints) yield* run([{ text, parameters: {} }])
    areConstrained = true
  })

  const write = (statements: ReadonlyArray<Statement>) =>
    gate.watch(
      Effect.andThen(constrain, run(statements)).pipe(
        Effect.timeoutOrElse({
          duration: batchMillis,
          orElse: () => Effect.fail(new VendorIsUnavailable({ system, reason: say`no answer in time` })),
        }),
      ),
    )

  /** A batch is one transaction. Where one of its members is wrong, each is tried alone. */
  const writeAll = Effect.fnUntraced(function* (writes: ReadonlyArray<GraphWrite>) {
    const together = yield* Effect.result(write(statementsFor(writes)))
    if (Result.isSuccess(together)) return writes.map(() => Result.succeed({}))
    if (writes.length === 1 || together.failure._tag === "VendorIsUnavailable") return yield* together.failure
    return yield* Effect.forEach(writes, (one) =>
      Effect.map(
        Effect.result(write(statementsFor([one]))),
        Result.map(() => ({})),
      ),
    )
  })
  const batched = makeBatches<GraphWrite, Written, SinkFact>(mostPersons, writeAll)

  const idOf = (id: string) => interactionDocumentId(keyring, id)
  /** Everything that is worth a call when it changes, as text. */
  const fieldsOf = (person: CurrentPerson): Fields => {
    const { version: _, ...node } = personNode(person, idOf)
    return { node: JSON.stringify(node) }
  }

  return {
    name: system,
    gate,
    fieldsOf,
    // A node is replaced as a whole.
    hasFields: false,
    addressFields: [],
    upsert: (person: CurrentPerson) => batched({ _tag: "person", person: personNode(person, idOf) }),
    markMerged: (formerId, customerId) => batched({ _tag: "merge", from: formerId, into: customerId }),
    remove: (customerId) => Effect.as(write([forgetPerson(customerId)]), {}),
  }
})
