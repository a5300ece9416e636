import { LinkingPolicy } from "@kith/core/identity/Policy"
import * as z from "zod"
import { PersonOutline } from "./Explanations.ts"
import { Count, Probability, Problem, said, Time, text } from "./Fields.ts"
import { Graph } from "./Graphs.ts"
import { route } from "./Route.ts"

/** The linking policy: who is one person. Its version is given by whoever keeps it. */
export const PolicyDraft = LinkingPolicy.extend({ version: Count.optional() })
export type PolicyDraft = z.infer<typeof PolicyDraft>

/** A value of the policy that is another, by its path in it. */
export const PolicyDifference = z.object({ path: said(200), from: z.unknown(), to: z.unknown() })
export type PolicyDifference = z.infer<typeof PolicyDifference>

export const PolicyProgress = z.object({
  /** `waiting`: until every process knows of it; `applying`: history is counted anew; `checking`: whether any is left. */
  phase: z.enum(["waiting", "applying", "checking", "applied"]),
  /** Of the present pass over the store. */
  fraction: Probability,
  components: Count,
  /** Persons that are others, or have other identifiers, because of it. */
  changed: Count,
  startedAt: Time,
  finishedAt: Time.optional(),
})
export type PolicyProgress = z.infer<typeof PolicyProgress>

export const PolicyVersion = z.object({
  version: Count,
  status: z.enum(["applied", "applying", "superseded"]),
  since: Time,
  /** Who activated it: the name of a token, `file` or `shipped`. */
  by: said(64),
  /** The version whose content it has: a roll-back. */
  restores: Count.optional(),
  differences: z.array(PolicyDifference).max(500),
  progress: PolicyProgress.optional(),
})
export type PolicyVersion = z.infer<typeof PolicyVersion>

export const PolicyAnswer = PolicyVersion.extend({ linking: LinkingPolicy })
export type PolicyAnswer = z.infer<typeof PolicyAnswer>

export const PolicyList = z.object({
  active: PolicyAnswer,
  /** Newest first, without the active one. */
  earlier: z.array(PolicyVersion).max(100),
})
export type PolicyList = z.infer<typeof PolicyList>

export const PreviewOrder = z.strictObject({ linking: PolicyDraft, after: text(200).optional() })
export type PreviewOrder = z.infer<typeof PreviewOrder>

export const PolicyChange = z.object({
  change: z.enum(["merge", "split", "regroup"]),
  sentence: said(300),
  before: z.array(PersonOutline).max(64),
  /** Those who would be new have an id that is made up for the preview. */
  after: z.array(PersonOutline).max(64),
  /** The largest of a page come with one: values masked. */
  graph: Graph.optional(),
})
export type PolicyChange = z.infer<typeof PolicyChange>

/** Of one page of the store: ask again with `next` as `after` until there is none, and add up. */
export const PreviewPage = z.object({
  /** The policy it is compared with. */
  policyVersion: Count,
  differences: z.array(PolicyDifference).max(500),
  /** How far through the store this page ends. */
  fraction: Probability,
  next: said(200).optional(),
  looked: z.object({ components: Count, persons: Count }),
  /** Persons who would be part of another, persons who would come apart, and persons whose identifiers would change. */
  merged: Count,
  split: Count,
  regrouped: Count,
  /** Identifiers that would become, or cease to be, shared or blocked. */
  nowShared: Count,
  noLongerShared: Count,
  nowBlocked: Count,
  noLongerBlocked: Count,
  /** Too large to be tried here; the activation takes them on. */
  leftOut: Count,
  /** The largest of the page. */
  changes: z.array(PolicyChange).max(20),
})
export type PreviewPage = z.infer<typeof PreviewPage>

export const ActivationOrder = z.strictObject({ linking: PolicyDraft, dryRun: z.boolean().optional() })
export type ActivationOrder = z.infer<typeof ActivationOrder>

export const RollbackOrder = z.strictObject({
  /** The version to go back to; the one before the active one where nothing is said. */
  to: Count.optional(),
  dryRun: z.boolean().optional(),
})
export type RollbackOrder = z.infer<typeof RollbackOrder>

export const ActivationAnswer = z.object({
  dryRun: z.literal(true).optional(),
  /** The version it has, or would have. */
  version: Count,
  differences: z.array(PolicyDifference).max(500),
})
export type ActivationAnswer = z.infer<typeof ActivationAnswer>

const mostBytes = 256 * 1024

export const policyRoutes = {
  "GET /policies": route({
    subject: "policies",
    scope: "operations",
    says: "The active linking policy, how far history follows it, and the versions before.",
    answers: { 200: PolicyList },
  }),
  "GET /policies/:version": route({
    subject: "policies",
    scope: "operations",
    says: "One version of the linking policy, with its progress.",
    answers: { 200: PolicyAnswer, 404: Problem },
  }),
  "POST /policies/preview": route({
    subject: "policies",
    scope: "operations",
    says: "Who would merge and who would come apart under another policy, over the stored evidence, a page at a time.",
    body: PreviewOrder,
    mostBytes,
    answers: { 200: PreviewPage },
  }),
  "POST /policies": route({
    subject: "policies",
    scope: "operations",
    says: "Activates a linking policy: new events are decided by it at once, history is counted anew in the background.",
    body: ActivationOrder,
    mostBytes,
    answers: { 200: ActivationAnswer, 202: ActivationAnswer, 409: Problem },
  }),
  "POST /policies/rollback": route({
    subject: "policies",
    scope: "operations",
    says: "Activates what an earlier version said, as a new version.",
    body: RollbackOrder,
    answers: { 200: ActivationAnswer, 202: ActivationAnswer, 404: Problem, 409: Problem },
  }),
} as const
