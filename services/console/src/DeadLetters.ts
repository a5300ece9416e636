import { type DeadLetterRecord, DeadLetters } from "@kith/core/documents/Collections"
import { Documents, ref, type Seen, type Write } from "@kith/core/documents/Documents"
import type { Identifier } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Keys } from "@kith/core/identifier/Keyring"
import { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { candidates } from "@kith/core/redaction/RedactPayload"
import { Effect } from "effect"
import * as z from "zod"

/** Long enough to fix and release; what it holds of people must not stay for longer. */
const lifetime = 30 * 24 * 3600 * 1000

/** Whom a message or a body names; undefined if they are too many to be told. */
export const namedIn = Effect.fnUntraced(function* (data: unknown) {
  const event = InteractionObserved.safeParse(data)
  const named: ReadonlyArray<Identifier> | undefined = event.success
    ? event.data.identifiers
    : candidates(data, yield* CurrentIdentifierPolicy)
  return named
})

/** Tagged with the keys of whom it names, so that whoever is forgotten later is forgotten here too. */
export const putDeadLetter = Effect.fnUntraced(function* (id: string, body: DeadLetterRecord, seen: Seen) {
  const keyring = yield* Keys
  const tags = ((yield* namedIn(body.data)) ?? []).map((identifier) => keyring.keyOf(identifier))
  return {
    op: "put",
    ref: ref(DeadLetters, id),
    body,
    seen,
    tags,
    expiresAt: body.receivedAt + lifetime,
  } satisfies Write
})

/** Removes what names any of these, under the keys they have now. */
export const forgetDeadLetters = Effect.fn("DeadLetters.forgetDeadLetters")(function* (keys: ReadonlyArray<string>) {
  const documents = yield* Documents
  for (const key of keys) {
    for (;;) {
      const found = yield* documents.find(DeadLetters, key, { limit: 100 })
      if (found.length === 0) break
      yield* documents.commit({ writes: found.map(({ id }) => ({ op: "delete", ref: ref(DeadLetters, id) })) })
    }
  }
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
