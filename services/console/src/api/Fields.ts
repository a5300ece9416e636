import { KeySchema } from "@kith/core/identity/Records"
import * as z from "zod"

/** What requests and answers are made of. Requests are strict; answers may gain fields in a later release. */

export const text = (max: number) => z.string().trim().min(1).max(max)
export const said = (max: number) => z.string().max(max)
/** ISO 8601, UTC. */
export const Time = z.iso.datetime()
/** A person's id, or any other of ours. */
export const Id = z.uuid()
export const GivenId = z.uuid().toLowerCase()
export const Count = z.number().int().nonnegative()
export const Probability = z.number().min(0).max(1)
export const Tier = z.union([z.literal(1), z.literal(2), z.literal(3)])
export const Kind = said(40)

/** `kind:keyId:keyed hash`: what an identifier is called wherever its value must not stand. */
export const Key = KeySchema
const keyForm =
  /^(crm\.[a-z0-9_-]{1,32}|genesysContact|email|phone|social|interaction|visitor):[0-9a-f]{8}:[A-Za-z0-9_-]{22}$/
export const GivenKey = KeySchema.refine((key) => keyForm.test(key))

export const KeyedKind = z.object({ kind: Kind, key: Key })

/** RFC 9457. */
export const Problem = z.object({
  type: said(120),
  title: said(120),
  status: z.number().int().min(400).max(599),
  detail: said(400).optional(),
})

export const Candidate = z.object({
  customerId: Id,
  confidence: Probability,
  /** The kind of identifier, or other detail, that would decide. */
  settle: Kind,
})
export type Candidate = z.infer<typeof Candidate>
export const Candidates = z.array(Candidate).max(64)

export const SeveralPersons = Problem.extend({ candidates: Candidates })

/** Where something can be seen that is not here. */
export const Elsewhere = z.object({ says: said(80), url: z.url().max(400) })

/** `after`: the `next` of the page before. */
export const pageOf = (cursor: z.ZodType<string>, most: number, usual: number) => ({
  after: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(most).default(usual),
})
/** In a query: `true` or nothing. */
export const Asked = z
  .enum(["true", "false"])
  .default("false")
  .transform((given) => given === "true")

export const Because = z.object({
  kind: Kind,
  key: Key.optional(),
  /** Where in the payload it stood. */
  source: said(200),
  /** Tier 1: the confidence this reason alone would give. Tier 2: bits for the person, negative against. */
  weight: z.number().min(-100).max(100),
  sentence: said(300),
})

export const Refusal = z.object({
  a: Key,
  b: Key,
  rule: z.enum(["exclusive", "limit", "ban", "shared", "overflow"]),
  kind: Kind.optional(),
})
