import { auditedActions } from "@kith/core/documents/Collections"
import * as z from "zod"
import {
  Because,
  Count,
  GivenKey,
  Id,
  Kind,
  Probability,
  Problem,
  pageOf,
  SeveralPersons,
  said,
  Tier,
  Time,
} from "./Fields.ts"
import { isExactlyOne, names, subject } from "./Naming.ts"
import { route } from "./Route.ts"

export const ErasureOrder = z
  .strictObject({ ...subject, dryRun: z.boolean().optional() })
  .refine(({ dryRun: _, ...subject }) => isExactlyOne(subject))
export type ErasureOrder = z.infer<typeof ErasureOrder>

export const ExportOrder = z
  .strictObject({ ...subject, format: z.enum(["json", "html"]).default("json") })
  .refine(({ format: _, ...subject }) => isExactlyOne(subject))
export type ExportOrder = z.infer<typeof ExportOrder>

export const ConsentOrder = z.strictObject(names).refine(isExactlyOne)
export type ConsentOrder = z.infer<typeof ConsentOrder>

/** Kinds and numbers: shown to somebody who may not see the values. */
export const ErasurePreview = z.object({
  dryRun: z.literal(true),
  customerIds: z.array(Id).max(401),
  forgotten: z.array(Kind).max(11_000),
  /** The person's, but somebody else's too: taken out of the person's evidence, and usable by the others. */
  stripped: z.array(Kind).max(200),
  interactions: Count,
  deadLetters: Count,
  /** By when it would have to be done (Article 12 of the GDPR). */
  dueBy: Time,
  /** Who else will have to forget, and what each was told of the person. */
  systems: z.array(z.object({ name: Kind, records: Count })).max(16),
})
export type ErasurePreview = z.infer<typeof ErasurePreview>

const status = z.enum(["running", "done", "failed"])
export const ErasureAccepted = z.object({ erasureId: Id, status })
export const ErasureAnswer = z.object({
  erasureId: Id,
  status,
  orderedAt: Time,
  dueBy: Time,
  closedAt: Time.optional(),
  systems: z
    .array(
      z.object({
        name: Kind,
        status,
        at: Time,
        reason: said(200).optional(),
        references: z.array(said(100)).max(16).optional(),
      }),
    )
    .max(16),
})
export type ErasureAnswer = z.infer<typeof ErasureAnswer>

export const ErasurePage = z.strictObject(pageOf(z.uuid(), 100, 50))
export type ErasurePage = z.infer<typeof ErasurePage>
export const ErasureList = z.object({ erasures: z.array(ErasureAnswer).max(100), next: Id.optional() })
export type ErasureList = z.infer<typeof ErasureList>

export const Receipt = z.object({
  receipt: z.object({
    type: z.literal("kith-erasure-receipt"),
    version: z.literal(1),
    erasureId: Id,
    orderedAt: Time,
    closedAt: Time,
    status,
    customerIds: z.array(Id).max(401),
    forgotten: z.array(Kind).max(11_000),
    stripped: z.array(Kind).max(200),
    interactions: Count,
    systems: ErasureAnswer.shape.systems,
  }),
  /** Ed25519 over the receipt's canonical JSON. */
  signature: z.object({
    algorithm: z.literal("Ed25519"),
    keyId: said(64),
    publicKey: said(200),
    value: said(200),
  }),
})
export type Receipt = z.infer<typeof Receipt>

const Told = z.object({ kind: Kind, value: said(320), source: said(200) })
const ExportedTrait = z.object({
  name: said(64),
  value: said(256),
  at: Time,
  source: said(200),
  interactionId: said(200),
})
export const Export = z.object({
  exportedAt: Time,
  customerId: Id,
  formerIds: z.array(Id).max(400),
  knownSince: Time,
  resolutionTier: Tier,
  confidence: Probability,
  identifiers: z.array(z.object({ kind: Kind, value: said(320), firstSeen: Time })).max(200),
  traits: z.array(ExportedTrait).max(512),
  interactions: z
    .array(
      z.object({
        interactionId: said(200),
        participantId: said(200).optional(),
        channel: Kind.optional(),
        direction: said(20).optional(),
        source: Kind,
        first: Time,
        last: Time,
        identifiers: z.array(Told).max(128),
        othersIdentifiers: Count,
        traits: z.array(ExportedTrait).max(64),
        signals: z.array(Told).max(16),
        decided: Time.optional(),
        resolutionTier: Tier.optional(),
        confidence: Probability.optional(),
        because: z.array(Because).max(64).optional(),
      }),
    )
    .max(100_000),
  probablyTheirs: z.array(z.object({ interactionId: said(200), first: Time, confidence: Probability })).max(100_000),
  keptApart: z.array(z.object({ own: Kind, other: Kind, rule: Kind, kind: Kind.optional() })).max(1_000),
  recipients: z
    .array(z.object({ system: Kind, subject: said(220), status: Kind, at: Time, recordId: said(200).optional() }))
    .max(100_000),
})

const time = Count
const DocumentId = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/)
export const ErasedEntry = z.strictObject({
  erased: z.strictObject({
    at: time,
    keys: z.array(GivenKey).max(11_000),
    customerIds: z.array(z.uuid()).max(401),
    interactions: z.array(DocumentId).max(10_000),
  }),
})
const ConsentEntry = z.strictObject({ consented: z.strictObject({ key: GivenKey, at: time }) })
export const TombstoneEntry = z.union([ErasedEntry, ConsentEntry])
export type TombstoneEntry = z.infer<typeof TombstoneEntry>

export const tombstonesPerPage = 20
export const TombstonePage = z.strictObject({ after: z.string().max(200).optional() })
export type TombstonePage = z.infer<typeof TombstonePage>
export const TombstoneOrder = z.strictObject({ entries: z.array(TombstoneEntry).max(tombstonesPerPage) })
export type TombstoneOrder = z.infer<typeof TombstoneOrder>

export const AuditPage = z.strictObject(pageOf(z.string().regex(/^\d{17}-[0-9a-f]{8}$/), 500, 100))
export type AuditPage = z.infer<typeof AuditPage>

export const privacyRoutes = {
  "POST /erasures": route({
    subject: "privacy",
    scope: "privacy",
    says: "Forgets a person everywhere; from the answer on nothing of theirs is taken in. A dry run says what would go.",
    body: ErasureOrder,
    answers: { 200: ErasurePreview, 202: ErasureAccepted, 404: Problem, 409: SeveralPersons },
  }),
  "GET /erasures": route({
    subject: "privacy",
    scope: "privacy",
    says: "All erasures, with how far each system is; page on with `next`.",
    query: ErasurePage,
    answers: { 200: ErasureList },
  }),
  "GET /erasures/:id": route({
    subject: "privacy",
    scope: "privacy",
    says: "How far an erasure is, system by system, and by when it has to be done.",
    answers: { 200: ErasureAnswer, 404: Problem },
  }),
  "GET /erasures/:id/receipt": route({
    subject: "privacy",
    scope: "privacy",
    says: "A signed receipt of an erasure that is closed. It names nobody.",
    answers: { 200: Receipt, 404: Problem, 409: Problem },
  }),
  "POST /exports": route({
    subject: "privacy",
    scope: "privacy",
    says: "Everything that is held about a person, with sources and recipients, as JSON or as a page.",
    body: ExportOrder,
    answers: { 200: Export, 404: Problem, 409: SeveralPersons, 410: Problem },
  }),
  "POST /consents": route({
    subject: "privacy",
    scope: "privacy",
    says: "An erased person wants to be known again by an identifier, where the policy allows it.",
    body: ConsentOrder,
    answers: { 200: z.object({ lifted: Count, since: Time.optional() }), 409: Problem },
  }),
  "GET /tombstones": route({
    subject: "privacy",
    scope: "privacy",
    says: "Erasures and consents without values, to be carried out again on a restored backup.",
    query: TombstonePage,
    answers: { 200: z.object({ entries: z.array(TombstoneEntry).max(tombstonesPerPage), next: said(200).optional() }) },
  }),
  "POST /tombstones": route({
    subject: "privacy",
    scope: "privacy",
    says: "What `GET /tombstones` answered elsewhere or before. Done twice it does nothing.",
    body: TombstoneOrder,
    mostBytes: 900 * 1024,
    answers: { 200: z.object({ applied: Count, erasures: Count }) },
  }),
  "GET /audits": route({
    subject: "privacy",
    scope: "privacy",
    says: "Who did what to whose data, oldest first; page on with `next`.",
    query: AuditPage,
    answers: {
      200: z.object({
        audits: z
          .array(
            z.object({ id: said(40), at: Time, who: said(64), action: z.enum(auditedActions), subject: said(400) }),
          )
          .max(500),
        next: said(40).optional(),
      }),
    },
  }),
} as const
