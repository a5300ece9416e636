import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref, type Snapshot, type Write } from "@kith/core/documents/Documents"
import { interactionWrite } from "@kith/core/graph/GraphWrites"
import { nothingRead } from "@kith/core/graph/LoadEvidence"
import { Keys } from "@kith/core/identifier/Keyring"
import type { InteractionRecord } from "@kith/core/identity/Records"
import { saidIn } from "@kith/core/identity/Sightings"
import { type Belonging, stripInteraction } from "@kith/core/identity/Strip"
import { Effect } from "effect"

/** What one commit takes on beside the tombstones of identifiers, and what is looked through for that. */
const mostClaimed = 400
const mostLookedThrough = 2_000
const page = 500

export interface Claim {
  /** Tags of the interactions to look through, and documents of others. */
  readonly tags: ReadonlyArray<string>
  readonly ids: ReadonlyArray<string>
  readonly isTheirs: (sighting: Belonging) => boolean
}

/**
 * Interactions that are a person's though no tombstone tells so: where a contested identifier decides, where tier 2 did,
 * and of somebody whom nothing identifies. They go in the commit that accepts the erasure, so that whoever comes later
 * with the same identifier is told from who was there before. `unclaimed`: there are too many.
 */
export const claimInteractions = Effect.fn("ClaimInteractions.claimInteractions")(function* (
  { tags, ids, isTheirs }: Claim,
  at: number,
) {
  const keyring = yield* Keys
  const interactionKey = (value: string) => keyring.keyOf({ kind: "interaction", value })
  const read = nothingRead()
  const found = yield* lookThrough(tags, ids)
  for (const [id, snapshot] of found) read.interactions.set(id, snapshot)
  const writes = [...found.values()].flatMap(({ id, version, body }): ReadonlyArray<Write> => {
    if (body.state !== "known" || !body.sightings.some(isTheirs)) return []
    const left = stripInteraction(body, isTheirs, new Set(), interactionKey)
    if (left !== undefined) return [interactionWrite(left, read, keyring)]
    const held = [...saidIn(body, interactionKey)].slice(0, 256)
    return [{ op: "put", ref: ref(Interactions, id), body: { schema: 1, state: "tombstone", at, held }, seen: version }]
  })
  const claimed = writes.slice(0, mostClaimed)
  return {
    writes: claimed,
    interactionIds: claimed.map(({ ref }) => ref.id),
    ...((writes.length > mostClaimed || found.size >= mostLookedThrough) && { unclaimed: true as const }),
  }
})

const lookThrough = Effect.fnUntraced(function* (tags: ReadonlyArray<string>, ids: ReadonlyArray<string>) {
  const documents = yield* Documents
  const found = new Map<string, Snapshot<InteractionRecord>>()
  for (const snapshot of yield* documents.getMany(ids.map((id) => ref(Interactions, id))))
    if (snapshot !== undefined) found.set(snapshot.id, snapshot)
  for (const tag of tags) {
    let after: string | undefined
    do {
      const more = yield* documents.find(Interactions, tag, { limit: page, ...(after !== undefined && { after }) })
      for (const snapshot of more) found.set(snapshot.id, snapshot)
      after = more.length === page ? more.at(-1)?.id : undefined
    } while (after !== undefined && found.size < mostLookedThrough)
  }
  return found
})
