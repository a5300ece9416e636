import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { ownerOf, personsByKey } from "@kith/core/graph/LoadObservations"
import { defaultIdentifierPolicy, type IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { identify } from "@kith/core/identifier/Identify"
import { Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import { defaultLinkingPolicy, type LinkingPolicy } from "@kith/core/identity/Policy"
import type { Outcome } from "@kith/core/identity/Records"
import { decode } from "@kith/core/interaction/Decode"
import { redact } from "@kith/core/redaction/Redact"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { Topics } from "@kith/core/topics/Topics"
import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Clock, Effect, Layer } from "effect"
import type { Row } from "./Row.ts"

const keyring = makeKeyring("the pepper of a benchmark whose people are all made up")

/** What the policy of a centre adds that verifies people by papers: one number of each sort to a person. */
export const identifiers: IdentifierPolicy = {
  ...defaultIdentifierPolicy,
  attributes: {
    ...defaultIdentifierPolicy.attributes,
    identifiers: {
      ...defaultIdentifierPolicy.attributes.identifiers,
      "crm.socialsecurity": ["socialSecurityNumber"],
      "crm.passport": ["passportNumber"],
      "crm.licence": ["drivingLicence"],
      "crm.nationalid": ["nationalId"],
    },
  },
}

/** A conversation, whom it was given to when all had come in, and what that rests on. */
export interface Ending {
  readonly row: Row
  readonly customerId: string
  readonly outcome: Outcome
  /** An identifier that is somebody's own joins it to that person. */
  readonly isJoined: boolean
}

/** In the order and at the times at which events arrive. */
export interface Arrival {
  readonly row: Row
  readonly receivedAt: number
}

/** The store, the keys and the policy around `work`; its clock is set by the events. */
const inCentre = <A, E>(
  policy: LinkingPolicy,
  clock: Clock.Clock,
  work: Effect.Effect<A, E, Documents | Topics | Keys>,
) =>
  work.pipe(
    Effect.provideService(Clock.Clock, clock),
    Effect.provideService(CurrentLinkingPolicy, policy),
    Effect.provideService(Keys, keyring),
    Effect.provideService(Topics, { publish: () => Effect.void }),
    Effect.provide(sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:")))),
  )

/**
 * Takes conversations in by the product's own path: decode, identify, redact, resolve. `after` looks at the store before
 * it is gone.
 */
export const receive = <A = undefined, E = never>(
  arrivals: ReadonlyArray<Arrival>,
  policy: LinkingPolicy = defaultLinkingPolicy,
  after?: Effect.Effect<A, E, Documents>,
): Promise<{ readonly endings: ReadonlyArray<Ending>; readonly seen: A | undefined }> =>
  Effect.runPromise(
    Effect.gen(function* () {
      let now = 0
      const clock: Clock.Clock = Object.create(yield* Clock.Clock, {
        currentTimeMillisUnsafe: { value: () => now },
        currentTimeMillis: { value: Effect.sync(() => now) },
      })
      return yield* inCentre(
        policy,
        clock,
        Effect.gen(function* () {
          for (const { row, receivedAt } of arrivals) {
            now = receivedAt
            yield* resolveIdentity(observed(row, receivedAt))
          }
          return { endings: yield* endingsOf(arrivals, policy), seen: after === undefined ? undefined : yield* after }
        }),
      )
    }),
  )

const observed = (row: Row, receivedAt: number) => {
  const { decoded } = decode(row.body, { receivedAt, digest: keyring.digest })
  if (decoded._tag !== "event") throw new Error(`${row.id} is no event`)
  return redact({
    event: decoded.event,
    identified: identify(decoded.event, identifiers),
    forgotten: { identifier: () => false, interaction: () => false },
    acceptId: row.id,
    receivedAt,
    keyring,
    policy: identifiers,
  })
}

/** Whom each was given to, by what the graph says now: a conversation that has ended is not told when its person splits. */
const endingsOf = Effect.fnUntraced(function* (arrivals: ReadonlyArray<Arrival>, policy: LinkingPolicy) {
  const persons = yield* personsByKey
  const documents = yield* Documents
  const found = yield* documents.getMany(arrivals.map(({ row }) => ref(Interactions, row.id)))
  return yield* Effect.forEach(arrivals, ({ row }, n) =>
    Effect.gen(function* () {
      const known = found[n]?.body
      const sighting = known?.state === "known" ? known.sightings[0] : undefined
      if (sighting === undefined) throw new Error(`${row.id} has no outcome`)
      const { outcome } = sighting
      const person = (yield* loadPerson(outcome.customerId))?.body
      const given = person?.state === "current" ? person.customerId : outcome.customerId
      const owner = ownerOf(sighting.keys, persons, policy)
      return { row, customerId: owner ?? given, outcome, isJoined: owner !== undefined }
    }),
  )
})
