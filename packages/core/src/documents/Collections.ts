import * as z from "zod"
import { LinkingPolicy } from "../identity/Policy.ts"
import {
  ComponentRecord,
  IdentifierRecord,
  InteractionRecord,
  KeySchema,
  PersonRecord,
  SignalRecord,
} from "../identity/Records.ts"
import type { TopicName } from "../pipeline.ts"
import { type Harmless, say } from "../telemetry/Harmless.ts"
import type { Collection } from "./Documents.ts"

/** Every collection there is; `docs/privacy.md` says what each holds and for how long. */

const text = (max: number) => z.string().min(1).max(max)
const time = z.number().int().nonnegative()
/** Stored by us as what may be shown. */
const harmless = (max: number) => text(max) as unknown as z.ZodType<Harmless>

/** What is written down of whoever deals with people's data. */
export const auditedActions = [
  ...["looked-up", "explained", "exported", "erasure-previewed", "erased", "receipt-issued", "consent-recorded"],
  ...["dead-letters-read", "replayed", "banned", "split", "audits-read", "tombstones-exported", "tombstones-applied"],
  ...["unmasked", "tried", "re-keyed", "policy-previewed", "policy-activated"],
] as const satisfies ReadonlyArray<string>
export type AuditedAction = (typeof auditedActions)[number]

export const Identifiers: Collection<IdentifierRecord> = { name: say`identifiers`, schema: IdentifierRecord }
export const Components: Collection<ComponentRecord> = { name: say`components`, schema: ComponentRecord }
/** Tagged with the keys of the identifiers they assert. */
export const Interactions: Collection<InteractionRecord> = { name: say`interactions`, schema: InteractionRecord }
export const Persons: Collection<PersonRecord> = { name: say`persons`, schema: PersonRecord }

/** Expires when nobody was seen with it for longer than it weighs anything. */
export const Signals: Collection<SignalRecord> = { name: say`signals`, schema: SignalRecord }

/** `effects/{system}:{subject}`: what was last applied to an outside system, so that nothing is applied twice. */
export const EffectRecord = z.strictObject({
  schema: z.literal(1),
  /** Version of the subject that `digest` was made from; 0 while nothing was applied. */
  version: z.number().int().nonnegative(),
  /** Keyed hash of what was sent. */
  digest: z.string().max(64),
  /** The other system's own id of the record, where it told one. */
  recordId: text(200).optional(),
  /** The record that the subject said was theirs, where it turned out that another one had to be written. */
  sought: text(200).optional(),
  /** We made the record there. Left out where it was there before us, and where its making's answer was lost. */
  created: z.literal(true).optional(),
  /** Keyed hashes of what we wrote, or may have written, into each field of the record; of what the fields said before us. */
  wrote: z.record(text(120), z.array(z.string().max(64)).max(8)).optional(),
  theirs: z.record(text(120), z.string().max(64)).optional(),
  /** Somebody is applying a change: others wait. Outlives its holder's crash by its end, after which the change is applied again. */
  lease: z.strictObject({ holder: text(64), until: time }).optional(),
  /** `expired`: the interaction ended first; `refused`: the other system will never take it. */
  status: z.enum(["none", "applied", "expired", "refused", "forgotten"]),
  reason: harmless(200).optional(),
  /** Documents of interactions that the graph was told of: the subject is left alone until it has taken them in. */
  awaits: z.array(text(300)).max(8).optional(),
  at: time,
})
export type EffectRecord = z.infer<typeof EffectRecord>
export const Effects: Collection<EffectRecord> = { name: say`effects`, schema: EffectRecord }

/** `dead-letters/{id}`: messages that were given up, and authenticated events that could not be read. */
export const DeadLetterRecord = z.strictObject({
  schema: z.literal(1),
  /** Where it came from: a subscription, or the webhook itself. */
  origin: z.union([
    z.strictObject({ subscription: text(120), topic: text(120) as unknown as z.ZodType<TopicName> }),
    z.strictObject({ webhook: text(300) }),
  ]),
  /** A fact's name, such as `InvalidEvent` or `AttemptsExhausted`. */
  reason: text(120),
  detail: text(300).optional(),
  /** Redacted before it was stored. A webhook's body that is no JSON is kept as one string. */
  data: z.unknown(),
  attributes: z.record(text(120), z.string().max(400) as unknown as z.ZodType<Harmless>),
  receivedAt: time,
  state: z.enum(["waiting", "replayed"]),
  replayedAt: time.optional(),
})
export type DeadLetterRecord = z.infer<typeof DeadLetterRecord>
export const DeadLetters: Collection<DeadLetterRecord> = { name: say`dead-letters`, schema: DeadLetterRecord }

/** `erasures/{id}`: ids and keys, no values. */
export const ErasureRecord = z.strictObject({
  schema: z.literal(1),
  erasureId: z.uuid(),
  at: time,
  /** The person's id first, then its former ones. */
  customerIds: z.array(z.uuid()).max(401),
  component: text(64).optional(),
  /** Tombstones since the erasure was accepted: a component's members and the forms of a named identifier. */
  keys: z.array(KeySchema).max(300),
  /** The same identifiers in their other forms, under other peppers: tombstones, too. */
  forms: z.array(KeySchema).max(10_000).optional(),
  /** The person's too, but contested by somebody else: stripped with the person's evidence, no tombstones. */
  strippedKeys: z.array(KeySchema).max(200),
  /** Documents of interactions that assert any of these; written before `person-forgotten` is published. */
  interactionIds: z.array(text(200)).max(10_000),
  /** Contested identifiers were said in too many interactions to tell at once which of those are the person's. */
  unclaimed: z.literal(true).optional(),
  /** False until `person-forgotten` is known to be published: a sweep publishes what is left. */
  published: z.boolean(),
  /** When everybody was last told, and how often. */
  told: z.strictObject({ at: time, times: z.number().int().positive() }).optional(),
  /** Nothing of it is left to be done, or it was given up: a receipt can be had. */
  closedAt: time.optional(),
  /** It was given up, and ordered again then. */
  reopenedAt: time.optional(),
  systems: z.array(
    z.strictObject({
      name: harmless(40),
      status: z.enum(["running", "done", "failed"]),
      at: time,
      reason: harmless(200).optional(),
      /** What the other system calls it, by which it can be asked there. */
      references: z.array(text(100)).max(16).optional(),
    }),
  ),
})
export type ErasureRecord = z.infer<typeof ErasureRecord>
export const Erasures: Collection<ErasureRecord> = { name: say`erasures`, schema: ErasureRecord }

/**
 * `seen-events/{keyed hash of interaction and event key}`: events that their interaction no longer lists, so that one that
 * is sent again is no news. Expires long after every sender has given up.
 */
export const SeenEventRecord = z.strictObject({ schema: z.literal(1), at: time })
export type SeenEventRecord = z.infer<typeof SeenEventRecord>
export const SeenEvents: Collection<SeenEventRecord> = { name: say`seen-events`, schema: SeenEventRecord }

/**
 * `erasure-values/{erasureId}`: what an outside system has to be told to find the person by, sealed; the only values that
 * outlive an erasure's commit. Gone when the erasure is closed.
 */
export const ErasureValuesRecord = z.strictObject({ schema: z.literal(1), sealed: text(400_000) })
export type ErasureValuesRecord = z.infer<typeof ErasureValuesRecord>
export const ErasureValues: Collection<ErasureValuesRecord> = { name: say`erasure-values`, schema: ErasureValuesRecord }

/** `untold/{id}`: persons that a commit changed, until everybody is told of them. */
export const UntoldRecord = z.strictObject({
  schema: z.literal(1),
  at: time,
  persons: z.array(z.strictObject({ customerId: z.uuid(), version: z.number().int().nonnegative() })).max(500),
})
export type UntoldRecord = z.infer<typeof UntoldRecord>
export const Untold: Collection<UntoldRecord> = { name: say`untold`, schema: UntoldRecord }

/** `cursors/{system}`: up to where the records of an outside system were read. */
export const CursorRecord = z.strictObject({
  schema: z.literal(1),
  position: text(200),
  at: time,
})
export type CursorRecord = z.infer<typeof CursorRecord>
export const Cursors: Collection<CursorRecord> = { name: say`cursors`, schema: CursorRecord }

/**
 * `audits/{time}-{random}`: who did what to whose data, and when. Written once, never changed, no values: `subject` is a
 * key, an id of ours, or of a dead letter.
 */
export const AuditRecord = z.strictObject({
  schema: z.literal(1),
  at: time,
  /** The name of the token, or a short hash of it. */
  who: text(64),
  action: z.enum(auditedActions),
  subject: text(400),
})
export type AuditRecord = z.infer<typeof AuditRecord>
export const Audits: Collection<AuditRecord> = { name: say`audits`, schema: AuditRecord }

/** `consents/{key}`: the identifier may be known again, by what happened since. */
export const ConsentRecord = z.strictObject({ schema: z.literal(1), at: time })
export type ConsentRecord = z.infer<typeof ConsentRecord>
export const Consents: Collection<ConsentRecord> = { name: say`consents`, schema: ConsentRecord }

/** How far history has been counted anew under the policy in force. */
export const RecountProgress = z.strictObject({
  startedAt: time,
  /** When it last got anywhere. */
  movedAt: time,
  /** Of the round: `counting` what is old, then `shared` identifiers, then `components`; `resting` before a last round. */
  walk: z.enum(["counting", "shared", "components", "resting", "settled"]),
  /** The last document of the walk that was looked at. */
  after: text(200).optional(),
  /** Components that were found to be counted under an older policy, and those of them that are no more. */
  found: z.number().int().nonnegative(),
  done: z.number().int().nonnegative(),
  /** Persons who changed. */
  persons: z.number().int().nonnegative(),
  round: z.strictObject({
    startedAt: time,
    changed: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
  }),
  finishedAt: time.optional(),
})
export type RecountProgress = z.infer<typeof RecountProgress>

/** `policies/{version}`: linking policies that were activated, for good; `policies/in-force`: which of them decides now. */
export const PolicyRecord = z.discriminatedUnion("state", [
  z.strictObject({
    schema: z.literal(1),
    state: z.literal("in-force"),
    version: z.number().int().positive(),
    /** By which persons were shown before. */
    previous: z.number().int().positive(),
    recount: RecountProgress,
  }),
  z.strictObject({
    schema: z.literal(1),
    state: z.literal("version"),
    policy: LinkingPolicy,
    at: time,
    /** As the audit log calls them. */
    who: text(64),
    reason: text(300),
    /** The earlier version that it brings back. */
    restores: z.number().int().positive().optional(),
  }),
])
export type PolicyRecord = z.infer<typeof PolicyRecord>
export type PolicyInForce = Extract<PolicyRecord, { state: "in-force" }>
export type PolicyVersion = Extract<PolicyRecord, { state: "version" }>
export const Policies: Collection<PolicyRecord> = { name: say`policies`, schema: PolicyRecord }

/** The store on Google Cloud clears each of these of what has expired. */
export const collections = [
  Identifiers,
  Components,
  Interactions,
  Persons,
  Signals,
  Effects,
  DeadLetters,
  Erasures,
  ErasureValues,
  SeenEvents,
  Untold,
  Cursors,
  Audits,
  Consents,
  Policies,
] as const
