import * as z from "zod"
import type { Answer, Centre } from "./Centre.ts"

/** What the console answers, as far as the demo looks at it. */

const text = z.string().max(512)

const Interaction = z.object({
  status: z.enum(["pending", "resolved", "suppressed"]),
  customerId: text.optional(),
  participantId: text.optional(),
  resolutionTier: z.number().optional(),
  confidence: z.number().optional(),
  because: z
    .array(z.object({ kind: text, sentence: text }))
    .max(64)
    .default([]),
  refused: z
    .array(z.object({ rule: text, kind: text.optional() }))
    .max(64)
    .default([]),
})
export type Interaction = z.infer<typeof Interaction>

const Profile = z.object({
  found: z.boolean(),
  erased: z.boolean().optional(),
  customerId: text.optional(),
  resolutionTier: z.number().optional(),
  confidence: z.number().optional(),
  email: text.optional(),
  phone: text.optional(),
  firstName: text.optional(),
  lastName: text.optional(),
  name: text.optional(),
  customerTier: text.optional(),
  lastInteractionId: text.optional(),
})
export type Profile = z.infer<typeof Profile>

const count = z.int().min(0)
const Ledger = z.object({
  accepted: count,
  applied: count,
  duplicate: count,
  irrelevant: count,
  refused: count,
  suppressed: count,
  deadLettered: count,
  pending: count,
  rejected: z.object({ invalid: count, unauthenticated: count, tooLarge: count, shed: count }),
  balanced: z.boolean(),
})
export type Ledger = z.infer<typeof Ledger>

const DeadLetter = z.object({
  id: text,
  origin: z.union([z.object({ subscription: text }), z.object({ webhook: text })]),
  reason: text,
  detail: text.optional(),
  state: z.enum(["waiting", "replayed"]),
})
export type DeadLetter = z.infer<typeof DeadLetter>

const read = <A>({ status, body }: Answer, schema: z.ZodType<A>): A => {
  if (status !== 200 && status !== 202) throw new Error(`the console answers ${status}`)
  return schema.parse(body)
}

export const readInteraction = async ({ get }: Centre, id: string) =>
  read(await get(`/interactions/${encodeURIComponent(id)}`), Interaction)

export const readProfile = async ({ get }: Centre, customerId: string) =>
  read(await get(`/profiles/${encodeURIComponent(customerId)}`), Profile)

export const searchProfile = async ({ post }: Centre, email: string) =>
  read(await post("/profiles/search", { email }), Profile)

export const readLedger = async ({ get }: Centre) => read(await get("/ledger"), Ledger)

export const readDeadLetters = async ({ get }: Centre) =>
  read(await get("/dead-letters"), z.object({ deadLetters: z.array(DeadLetter).max(100) })).deadLetters

const Erasure = z.object({ erasureId: text, status: z.enum(["running", "done", "failed"]) })

export const orderErasure = async ({ post }: Centre, subject: { readonly email: string }) =>
  read(await post("/erasures", subject), Erasure)

export const readErasure = async ({ get }: Centre, id: string) => read(await get(`/erasures/${id}`), Erasure)

export const replay = async ({ post }: Centre, id: string) =>
  read(await post(`/dead-letters/${encodeURIComponent(id)}/replay`, {}), z.object({ state: text }))

/** Of the webhook's 202. */
export const Accepted = z.object({ disposition: z.enum(["accepted", "irrelevant", "suppressed"]) })
