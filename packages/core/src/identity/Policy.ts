import * as z from "zod"
import type { IdentifierKind } from "../identifier/Identifier.ts"
import { defaultTier2Policy, Tier2Policy } from "./Tier2Policy.ts"

const rule = z.strictObject({
  /** Strength; joins are made strongest first. */
  rank: z.number().int().min(1).max(100),
  /** A person has one value of each such kind (of each crm namespace). */
  exclusive: z.boolean(),
  /** Values of this kind one person may have. */
  limit: z.number().int().min(1).max(200),
  /**
   * Identifiers of these kinds that may be seen with one value, each kind (each crm namespace) counted apart; beyond,
   * the value is shared by several people and joins nobody.
   */
  anchors: z.record(z.string().max(40), z.number().int().min(1).max(64)),
  /** How sure this identifier alone makes us, 0 to 1. */
  confidence: z.number().min(0).max(1),
  reason: z.string().max(300),
})

export const LinkingPolicy = z.strictObject({
  version: z.number().int().positive(),
  kinds: z.strictObject({
    crm: rule,
    genesysContact: rule,
    email: rule,
    phone: rule,
    social: rule,
    interaction: rule,
    visitor: rule,
  }),
  /** Anchors listed for a shared identifier; beyond, it is saturated and costs constant work. */
  anchorCap: z.number().int().min(8).max(64),
  tier2: Tier2Policy,
})
export type LinkingPolicy = z.infer<typeof LinkingPolicy>
export type KindRule = z.infer<typeof rule>

export const ruleOf = ({ kinds }: LinkingPolicy, kind: IdentifierKind): KindRule =>
  kinds[kind as keyof LinkingPolicy["kinds"]] ?? kinds.crm

/** Starting values; tune them on your own data. */
export const defaultLinkingPolicy: LinkingPolicy = {
  version: 1,
  kinds: {
    crm: {
      rank: 100,
      exclusive: true,
      limit: 20,
      anchors: {},
      confidence: 0.99,
      reason:
        "The CRM's own key: two of one namespace are two people. Never shared; one for each of up to 20 namespaces.",
    },
    genesysContact: {
      rank: 90,
      exclusive: false,
      limit: 10,
      anchors: { crm: 1 },
      confidence: 0.97,
      reason: "Genesys' external contact; one that meets two CRM records of a namespace is a company's or a mistake.",
    },
    email: {
      rank: 80,
      exclusive: false,
      limit: 10,
      anchors: { crm: 3 },
      confidence: 0.95,
      reason: "Personal as a rule; with more than three CRM records of one namespace it is a role or family mailbox.",
    },
    phone: {
      rank: 70,
      exclusive: false,
      limit: 10,
      anchors: { crm: 2, email: 3 },
      confidence: 0.9,
      reason:
        "With more than two CRM records of one namespace a household or desk: one may be a duplicate, two are not. Mail addresses are changed more often.",
    },
    social: {
      rank: 60,
      exclusive: false,
      limit: 10,
      anchors: { crm: 3, email: 3, phone: 3 },
      confidence: 0.9,
      reason: "An account of one messaging platform, rarely in several hands.",
    },
    interaction: {
      rank: 55,
      exclusive: false,
      limit: 200,
      anchors: { crm: 3, email: 3, phone: 3 },
      confidence: 0.9,
      reason:
        "A linked interaction carries its parent's person on; the parent of a whole campaign must not glue strangers.",
    },
    visitor: {
      rank: 40,
      exclusive: false,
      limit: 50,
      anchors: { crm: 3, email: 3, phone: 3 },
      confidence: 0.8,
      reason: "A first-party cookie: one browser, whoever sits at it. Browsers are renewed often, so many per person.",
    },
  },
  anchorCap: 64,
  tier2: defaultTier2Policy,
}
