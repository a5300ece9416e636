import * as z from "zod"
import { Because, Candidates, Count, Id, Probability, Refusal, said, Tier, Time, text } from "./Fields.ts"
import { isExactlyOne, names } from "./Naming.ts"
import { route } from "./Route.ts"

export const ProfileSearch = z.strictObject({ ...names, conversationId: text(200).optional() }).refine(isExactlyOne)
export type ProfileSearch = z.infer<typeof ProfileSearch>

/** Nobody is there, several may be, or somebody was. */
export const NotFound = z.object({
  found: z.literal(false),
  erased: z.literal(true).optional(),
  candidates: Candidates.optional(),
})

/** One flat object of at most 8 KB, traits under their own names. */
export const FlatProfile = z
  .object({
    found: z.literal(true),
    customerId: Id,
    resolutionTier: Tier,
    confidence: Probability,
    profileVersion: Count,
    /** Whom tier 2 holds this person for. */
    probableCustomerId: Id.optional(),
    probableConfidence: Probability.optional(),
    email: said(320).optional(),
    phone: said(320).optional(),
    lastInteractionId: said(200).optional(),
    lastInteractionAt: Time.optional(),
    lastChannel: said(40).optional(),
    /** Names of traits that did not fit. */
    omitted: z.array(said(64)).max(512).optional(),
  })
  .catchall(said(256))

export const ProfileAnswer = z.union([FlatProfile, NotFound])
export type ProfileAnswer = z.infer<typeof ProfileAnswer>

const Customer = z.object({
  customerId: Id,
  resolutionTier: Tier,
  confidence: Probability,
  because: z.array(Because).max(64),
  refused: z.array(Refusal).max(64),
  candidates: Candidates.optional(),
  participantId: said(200).optional(),
  profileVersion: Count,
  policyVersion: Count,
  resolvedAt: Time,
})

export const InteractionAnswer = z.object({
  interactionId: said(200),
  status: z.enum(["pending", "resolved", "suppressed"]),
  ...Customer.partial().shape,
  /** A conference's others. */
  customers: z.array(Customer).max(16).optional(),
})
export type InteractionAnswer = z.infer<typeof InteractionAnswer>

export const profileRoutes = {
  "GET /profiles/:customerId": route({
    subject: "profiles",
    scope: "profiles",
    says: "The present profile, flat; a former id answers with the person it became. Takes if-none-match.",
    answers: { 200: ProfileAnswer, 304: null },
  }),
  "POST /profiles/search": route({
    subject: "profiles",
    scope: "profiles",
    says: "The profile of whoever has an identifier, or is in a conversation.",
    body: ProfileSearch,
    answers: { 200: ProfileAnswer },
  }),
  "GET /interactions/:id": route({
    subject: "profiles",
    scope: "profiles",
    says: "Who is in an interaction (the guide's interaction id, or Genesys' conversation id), and because of what.",
    answers: { 200: InteractionAnswer },
  }),
} as const
