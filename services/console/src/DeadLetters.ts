import { type DeadLetterRecord, DeadLetters } from "@kith/core/documents/Collections"
import { deadLetterTags } from "@kith/core/documents/DeadLetterTags"
import { Documents, ref, type Seen, type Write } from "@kith/core/documents/Documents"
import type { Identifier } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Keys } from "@kith/core/identifier/Keyring"
import { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { type Candidates, candidates } from "@kith/core/redaction/RedactPayload"
import { mentionedIn } from "@kith/core/redaction/RedactTraits"
import { keptMillis } from "@kith/core/settings/PrivacyPolicy"
import { Effect } from "effect"
import type { DeadLetterPage } from "./api/DeadLetters.ts"

/** Whom a dead letter is about, whom its free texts mention, and which interactions it belongs to. */
export interface Named extends Candidates {
  readonly mentioned: ReadonlyArray<Identifier>
  readonly participantId?: string | undefined
  /** When it happened. */
  readonly at?: number
}

/** Undefined: they are too many to be told. */
export const namedIn = Effect.fnUntraced(function* (data: unknown) {
  const policy = yield* CurrentIdentifierPolicy
  const event = InteractionObserved.safeParse(data).data
  if (event === undefined) {
    const found = candidates(data, policy)
    return found && ({ ...found, mentioned: [] } satisfies Named)
  }
  const { identifiers, traits, interactionId, participantId, links, at } = event
  const named: Named = {
    identifiers,
    mentioned: mentionedIn(traits, policy),
    interactionIds: [interactionId, ...links],
    participantId,
    at,
  }
  return named
})

/** Tagged with the keys of whom it names, so that whoever is forgotten later is forgotten here too. */
export const putDeadLetter = Effect.fnUntraced(function* (id: string, body: DeadLetterRecord, seen: Seen) {
  const named = yield* namedIn(body.data)
  return {
    op: "put",
    ref: ref(DeadLetters, id),
    body,
    seen,
    tags: named === undefined ? [] : deadLetterTags(withMentioned(named), yield* Keys).slice(0, 256),
    expiresAt: body.receivedAt + (yield* keptMillis("deadLetters")),
  } satisfies Write
})

const withMentioned = ({ identifiers, mentioned, interactionIds }: Named): Candidates => ({
  identifiers: [...identifiers, ...mentioned],
  interactionIds,
})

/** Removes what is tagged with any of these; of an interaction that others stay in, only what `isTheirs` says. */
export const forgetDeadLetters = Effect.fn("DeadLetters.forgetDeadLetters")(function* (
  tags: ReadonlyArray<string>,
  isTheirs: (record: DeadLetterRecord) => boolean = () => true,
) {
  const documents = yield* Documents
  const forgetTagged = Effect.fnUntraced(function* (tag: string) {
    let after: string | undefined
    do {
      const found = yield* documents.find(DeadLetters, tag, { limit: 100, ...(after !== undefined && { after }) })
      const theirs = found.filter(({ body }) => isTheirs(body))
      yield* documents.commit({ writes: theirs.map(({ id }) => ({ op: "delete", ref: ref(DeadLetters, id) })) })
      after = found.length === 100 ? found.at(-1)?.id : undefined
    } while (after !== undefined)
  })
  yield* Effect.forEach(new Set(tags), forgetTagged, { concurrency: 8, discard: true })
})

/** `GET /dead-letters`: page on with `next` as `after`. The data can name people: only whoever may see them gets it. */
export const listDeadLetters = Effect.fn("DeadLetters.listDeadLetters")(function* (
  { after, limit, reason, state }: DeadLetterPage,
  maySeePersons: boolean,
) {
  const found = yield* (yield* Documents).list(DeadLetters, { limit, ...(after !== undefined && { after }) })
  const wanted = found.filter(
    ({ body }) => (reason ?? body.reason) === body.reason && (state ?? body.state) === body.state,
  )
  const deadLetters = wanted.map(({ id, body: { data, schema: _, receivedAt, replayedAt, ...kept } }) => ({
    id,
    ...kept,
    receivedAt: new Date(receivedAt).toISOString(),
    ...(replayedAt !== undefined && { replayedAt: new Date(replayedAt).toISOString() }),
    ...(maySeePersons && { data }),
  }))
  const next = found.length === limit ? found.at(-1)?.id : undefined
  return { status: 200, body: { deadLetters, ...(next !== undefined && { next }) } }
})
