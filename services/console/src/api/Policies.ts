import { IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { LinkingPolicy } from "@kith/core/identity/Policy"
import { PrivacyPolicy } from "@kith/core/settings/PrivacyPolicy"
import * as z from "zod"
import { PersonOutline } from "./Explanations.ts"
import { Count, Probability, Problem, said, Time, text } from "./Fields.ts"
import { Graph } from "./Graphs.ts"
import { route } from "./Route.ts"

/** A policy as its file has it. Its version is given by whoever keeps it; parts that are left out stay as they are. */
export const PolicyDraft = z.strictObject({
  identifiers: IdentifierPolicy.optional(),
  linking: LinkingPolicy.extend({ version: Count.optional() }),
  privacy: PrivacyPolicy.optional(),
})
export type PolicyDraft = z.infer<typeof PolicyDraft>

/** A value of the linking policy that is another, by its path in it. */
export const PolicyDifference = z.object({
  path: said(200),
  from: z.unknown(),
  to: z.unknown(),
  /** History stays as it was decided. */
  newEventsOnly: z.literal(true).optional(),
})
export type PolicyDifference = z.infer<typeof PolicyDifference>
const Differences = z.array(PolicyDifference).max(500)

export const PolicyProgress = z.object({
  /** `counting`: what is there to do; `applying`: history is counted anew; `checking`: whether anything is left. */
  phase: z.enum(["counting", "applying", "checking", "applied"]),
  fraction: Probability,
  /** Groups of connected identifiers: found under an older policy, and counted anew. */
  components: z.object({ found: Count, done: Count }),
  /** Persons who are others, or shown otherwise, because of it. */
  changed: Count,
  startedAt: Time,
  /** When it last got anywhere. */
  movedAt: Time,
  finishedAt: Time.optional(),
})
export type PolicyProgress = z.infer<typeof PolicyProgress>

export const PolicyVersion = z.object({
  version: Count,
  status: z.enum(["applied", "applying", "superseded"]),
  /** Nothing where no policy was ever activated: then it is the process's own. */
  since: Time.optional(),
  by: said(64),
  reason: said(300),
  /** The version whose content it has: a roll-back. */
  restores: Count.optional(),
  /** Against the version before. */
  differences: Differences,
})
export type PolicyVersion = z.infer<typeof PolicyVersion>

export const PolicyAnswer = PolicyVersion.extend({ linking: LinkingPolicy, progress: PolicyProgress.optional() })
export type PolicyAnswer = z.infer<typeof PolicyAnswer>

const mostEarlier = 50
export const PolicyList = z.object({
  active: PolicyAnswer,
  /** Newest first, without the active one. */
  earlier: z.array(PolicyVersion).max(mostEarlier),
})
export type PolicyList = z.infer<typeof PolicyList>

const reason = text(300)
/** Refused if another version is in force by now. */
const basedOn = Count.optional()

export const ActivationOrder = z.strictObject({
  policy: PolicyDraft,
  reason,
  basedOn,
  dryRun: z.boolean().optional(),
})
export type ActivationOrder = z.infer<typeof ActivationOrder>

export const RollbackOrder = z.strictObject({ to: Count, reason, basedOn, dryRun: z.boolean().optional() })
export type RollbackOrder = z.infer<typeof RollbackOrder>

export const ActivationAnswer = z.object({
  dryRun: z.literal(true).optional(),
  /** The version it has, or would have. */
  version: Count,
  /** It was in force before: nothing was done. */
  inForce: z.literal(true).optional(),
  differences: Differences,
})
export type ActivationAnswer = z.infer<typeof ActivationAnswer>

/** What was changed and cannot be activated: it is read where events come in, so it takes effect for new events only. */
export const NotActivatable = Problem.extend({ fields: z.array(said(200)).max(100) })

export const PreviewOrder = z.strictObject({
  policy: PolicyDraft,
  /** `next` of the page before. */
  after: z.uuid().optional(),
})
export type PreviewOrder = z.infer<typeof PreviewOrder>

export const PolicyChange = z.object({
  change: z.enum(["merge", "split", "regroup"]),
  sentence: said(300),
  reasons: z.array(said(300)).max(8),
  before: z.array(PersonOutline).max(64),
  /** Whoever is new gets an id of its own with the activation, another one than here. */
  after: z.array(PersonOutline.extend({ isNew: z.literal(true).optional() })).max(64),
  /** The largest of a page come with one: values masked. */
  graph: Graph.optional(),
})
export type PolicyChange = z.infer<typeof PolicyChange>

/** Of one page of the store: ask again with `next` as `after` until there is none, and add up. */
export const PreviewPage = z.object({
  /** The policy it is compared with. */
  policyVersion: Count,
  differences: Differences,
  /** How far through the store this page ends. */
  fraction: Probability,
  next: said(200).optional(),
  looked: z.object({ components: Count, persons: Count }),
  /** Persons who would be part of another, persons there would be more, and persons whose identifiers would change. */
  merged: Count,
  split: Count,
  regrouped: Count,
  /** Identifiers that would become, or cease to be, several people's. */
  nowShared: Count,
  noLongerShared: Count,
  /** Components too far connected to be tried here; an activation takes them on. */
  leftOut: Count,
  /** The largest of the page, largest first. */
  changes: z.array(PolicyChange).max(20),
})
export type PreviewPage = z.infer<typeof PreviewPage>

export const mostPolicyBytes = 256 * 1024

export const policyRoutes = {
  "GET /policies": route({
    subject: "policies",
    scope: "operations",
    says: "The linking policy in force, how far history follows it, and the versions before.",
    answers: { 200: PolicyList },
  }),
  "GET /policies/:version": route({
    subject: "policies",
    scope: "operations",
    says: "One version of the linking policy.",
    answers: { 200: PolicyAnswer, 404: Problem },
  }),
  "POST /policies/preview": route({
    subject: "policies",
    scope: "operations",
    says: "Who would merge and who would come apart under another policy, over the stored evidence, a page at a time.",
    body: PreviewOrder,
    mostBytes: mostPolicyBytes,
    answers: { 200: PreviewPage, 422: NotActivatable },
  }),
  "POST /policies": route({
    subject: "policies",
    scope: "operations",
    says: "Activates a linking policy: new events are decided by it at once, history is counted anew in the background.",
    body: ActivationOrder,
    mostBytes: mostPolicyBytes,
    answers: { 200: ActivationAnswer, 202: ActivationAnswer, 409: Problem, 422: NotActivatable },
  }),
  "POST /policies/rollback": route({
    subject: "policies",
    scope: "operations",
    says: "Activates what an earlier version said, as a new version.",
    body: RollbackOrder,
    answers: { 200: ActivationAnswer, 202: ActivationAnswer, 404: Problem, 409: Problem },
  }),
} as const
