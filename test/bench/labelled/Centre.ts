import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { answeringFor, loadPerson } from "@kith/core/documents/PresentPerson"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { ownerOf, personsByKey } from "@kith/core/graph/LoadObservations"
import type { Key } from "@kith/core/identifier/Identifier"
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
const papers = {
  "crm.socialsecurity": ["socialSecurityNumber"],
  "crm.passport": ["passportNumber"],
  "crm.licence": ["drivingLicence"],
  "crm.nationalid": ["nationalId"],
}

const identifiers: IdentifierPolicy = {
  ...defaultIdentifierPolicy,
  attributes: {
    ...defaultIdentifierPolicy.attributes,
    identifiers: { ...defaultIdentifierPolicy.attributes.identifiers, ...papers },
  },
  // Of a region where the month comes first.
  dates: { dayFirst: false },
}

/** The policy in use, with the numbers on papers as people tell them. */
export const withPapers = (policy: LinkingPolicy): LinkingPolicy => ({
  ...policy,
  tier2: { ...policy.tier2, toldNumbers: Object.keys(papers) },
})

/** A conversation, whom it was given to when all had come in, and what that rests on. */
export interface Ending {
  readonly row: Row
  readonly customerId: string
  readonly outcome: Outcome
  /** The person that its own identifiers join it to, whoever that is held for. */
  readonly joined: string | undefined
  /** No identifier joined it to anybody when it came: tier 2 had to decide. */
  readonly isNew: boolean
  /** Whom it was given to when it came, under the id of whoever answers for that one now. */
  readonly stated: string
  /** Of those kept as possible the likeliest, under such an id. */
  readonly likeliest: { readonly customerId: string; readonly probability: number } | undefined
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
  const seen = new Set<Key>()
  return yield* Effect.forEach(arrivals, ({ row }, n) =>
    Effect.gen(function* () {
      const known = found[n]?.body
      const sighting = known?.state === "known" ? known.sightings[0] : undefined
      if (sighting === undefined) throw new Error(`${row.id} has no outcome`)
      const { outcome } = sighting
      const owner = ownerOf(sighting.keys, persons, policy)
      const own = sighting.keys.filter((key) => persons.has(key))
      const isNew = !own.some((key) => seen.has(key))
      for (const key of own) seen.add(key)
      const customerId = yield* answering(owner ?? outcome.customerId)
      const [best] = outcome.candidates ?? []
      const likeliest = best && { ...best, customerId: yield* answering(best.customerId) }
      const stated = yield* answering(outcome.customerId)
      return { row, customerId, outcome, joined: owner, isNew, stated, likeliest }
    }),
  )
})

const answering = Effect.fnUntraced(function* (id: string) {
  const person = (yield* loadPerson(id))?.body
  return person?.state === "current" ? (yield* answeringFor(person)).customerId : id
})
