import { type DeadLetterRecord, DeadLetters } from "@kith/core/documents/Collections"
import { Documents, ref, type Seen, type Write } from "@kith/core/documents/Documents"
import { Effect } from "effect"
import * as z from "zod"

/** Long enough to fix and release; what it holds of people must not stay for longer. */
const lifetime = 30 * 24 * 3600 * 1000

export const putDeadLetter = (id: string, body: DeadLetterRecord, seen: Seen): Write => ({
  op: "put",
  ref: ref(DeadLetters, id),
  body,
  seen,
  expiresAt: body.receivedAt + lifetime,
})

export const DeadLetterId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/)

export const DeadLetterPage = z.strictObject({
  after: DeadLetterId.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type DeadLetterPage = z.infer<typeof DeadLetterPage>

/** `GET /dead-letters`: page on with `next` as `after`. The data can name people: only whoever may see them gets it. */
export const listDeadLetters = Effect.fn("DeadLetters.listDeadLetters")(function* (
  { after, limit }: DeadLetterPage,
  maySeePersons: boolean,
) {
  const found = yield* (yield* Documents).list(DeadLetters, { limit, ...(after !== undefined && { after }) })
  const deadLetters = found.map(({ id, body: { data, schema: _, receivedAt, replayedAt, ...kept } }) => ({
    id,
    ...kept,
    receivedAt: new Date(receivedAt).toISOString(),
    ...(replayedAt !== undefined && { replayedAt: new Date(replayedAt).toISOString() }),
    ...(maySeePersons && { data }),
  }))
  const next = found.length === limit ? found.at(-1)?.id : undefined
  return { status: 200, body: { deadLetters, ...(next !== undefined && { next }) } }
})
