import { Context, type Effect } from "effect"
import type * as z from "zod"
import type { Disposition } from "../message/Disposition.ts"
import { type Harmless, say } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"

/** Names a set of documents of one shape. Ids are safe in a path and hold no personal value. */
export interface Collection<A> {
  readonly name: Harmless
  readonly schema: z.ZodType<A>
}

export interface Ref<A = unknown> {
  readonly collection: Collection<A>
  readonly id: string
}

/** Opaque; equal exactly while the document has not been written. */
export type Version = string & { readonly Version: unique symbol }

/** What a reader saw: a version, or that there was none. */
export type Seen = Version | "absent"

export interface Snapshot<A = unknown> {
  readonly id: string
  readonly version: Version
  readonly body: A
}

/** One change of an atomic commit. With `seen` it holds only if the document has not moved since; without, it is blind. */
export type Write =
  | {
      readonly op: "put"
      readonly ref: Ref
      readonly body: unknown
      /** Made by `fitting`: a store may answer with the body itself for as long as it is the newest. */
      readonly fits?: true
      readonly seen?: Seen
      /** Values that `find` answers to, at most 256. */
      readonly tags?: ReadonlyArray<string>
      /** Epoch milliseconds after which the document is gone for every reader; removed by the store some time later. */
      readonly expiresAt?: number
    }
  | { readonly op: "delete"; readonly ref: Ref; readonly seen?: Seen }
  /** Changes nothing: the commit rests on this document. */
  | { readonly op: "guard"; readonly ref: Ref; readonly seen: Seen }

/**
 * How one accepted event ended, counted with the commit. `acceptId` makes it exactly once where the store can (SQLite):
 * the first verdict stands, except that a dead letter which is replayed moves to its new end. On Firestore the counters
 * are sharded, flushed every few seconds, and a redelivery after a crash can count twice.
 */
export interface Ending {
  readonly acceptId: string
  readonly disposition: Disposition
}

export interface Commit {
  readonly writes: ReadonlyArray<Write>
  readonly endings?: ReadonlyArray<Ending>
  /** Plain counters, `name -> increment`. */
  readonly counts?: Readonly<Record<string, number>>
}

/** Something the commit rests on was written meanwhile: read again and decide again. */
export class DocumentsHaveMoved extends HarmlessError("DocumentsHaveMoved")<{ readonly collections: Harmless }> {
  override get message() {
    return say`a document of ${this.collections} changed between read and commit`
  }
}

/** What the store was asked for. */
export type Operation = "getMany" | "commit" | "list" | "find" | "counts"

/** The store did not answer, or not in time; whether a commit was applied is unknown. */
export class DocumentsAreUnavailable extends HarmlessError("DocumentsAreUnavailable")<{
  readonly operation: Operation
  readonly reason: Harmless
}> {
  override get message() {
    return say`${this.operation}: ${this.reason}`
  }
}

/** A stored document does not have the shape its collection promises: a bug or a newer release's document. */
export class DocumentIsUnreadable extends HarmlessError("DocumentIsUnreadable")<{
  readonly collection: Harmless
  readonly issue: Harmless
}> {
  override get message() {
    return say`${this.collection}: ${this.issue}`
  }
}

export type ReadProblem = DocumentsAreUnavailable | DocumentIsUnreadable

/** A key → JSON document store: optimistic, no locks, no transactions that run code. */
export class Documents extends Context.Service<
  Documents,
  {
    /** One round trip, answers in the order asked; expired documents read as absent. */
    readonly getMany: <A>(
      refs: ReadonlyArray<Ref<A>>,
    ) => Effect.Effect<ReadonlyArray<Snapshot<A> | undefined>, ReadProblem>
    /** One round trip; all of it or nothing. */
    readonly commit: (commit: Commit) => Effect.Effect<void, DocumentsHaveMoved | DocumentsAreUnavailable>
    /** In order of id, `limit` ≤ 500; page on with the last id as `after`. */
    readonly list: <A>(
      collection: Collection<A>,
      page: { readonly after?: string; readonly prefix?: string; readonly limit: number },
    ) => Effect.Effect<ReadonlyArray<Snapshot<A>>, ReadProblem>
    /** Documents whose tags hold `tag`, in order of id. */
    readonly find: <A>(
      collection: Collection<A>,
      tag: string,
      page: { readonly after?: string; readonly limit: number },
    ) => Effect.Effect<ReadonlyArray<Snapshot<A>>, ReadProblem>
    /** Present value of every counter: endings by disposition and the plain ones. */
    readonly counts: Effect.Effect<Readonly<Record<string, number>>, DocumentsAreUnavailable>
  }
>()("@kith/core/Documents") {}

/**
 * The reference and the body of a put whose body the compiler holds to its collection's shape. Nobody may change it any
 * more.
 */
export const fitting = <A>(ref: Ref<A>, body: A) => ({ op: "put", ref, body, fits: true }) as const

export const ref = <A>(collection: Collection<A>, id: string): Ref<A> => ({ collection, id })
