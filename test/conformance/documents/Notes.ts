import { randomUUID } from "node:crypto"
import {
  type Collection,
  type Commit,
  Documents,
  type DocumentsHaveMoved,
  ref,
  type Snapshot,
  type Version,
} from "@kith/core/documents/Documents"
import { say, shaped } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import * as z from "zod"

/** Declares a test of one promise, over a collection of its own. */
export type Law = (
  sentence: string,
  test: (notes: Collection<Note>) => Effect.Effect<unknown, unknown, Documents>,
) => void

const Note = z.strictObject({ text: z.string() })
export type Note = z.infer<typeof Note>
export const newCollection = (): Collection<Note> => ({
  name: say`notes-${shaped("uuid", randomUUID())}`,
  schema: Note,
})

export const commit = (commit: Commit) => Documents.use((documents) => documents.commit(commit))
export const get = <A>(collection: Collection<A>, id: string) =>
  Effect.map(
    Documents.use((documents) => documents.getMany([ref(collection, id)])),
    ([found]) => found,
  )
/** The version of a document that must be there. */
export const versionOf = <A>(collection: Collection<A>, id: string) =>
  Effect.map(get(collection, id), (found): Version => {
    if (found === undefined) throw new Error(`no document ${id}`)
    return found.version
  })
export const put = (
  collection: Collection<Note>,
  id: string,
  text: string,
  more: { tags?: string[]; expiresAt?: number } = {},
) => ({ op: "put", ref: ref(collection, id), body: { text }, ...more }) as const
export const ids = (found: ReadonlyArray<Snapshot>) => found.map(({ id }) => id)
export const moved = <R>(effect: Effect.Effect<void, unknown, R>) =>
  Effect.map(Effect.flip(effect), (fact) => (fact as DocumentsHaveMoved)._tag)
