import type { Commit, Ref, Seen, Version, Write } from "@kith/core/documents/Documents"
import type { Disposition } from "@kith/core/message/Disposition"

/** A document as it is kept: JSON, so that nobody shares an object with the store. */
export interface Stored {
  readonly id: string
  readonly version: Version
  readonly json: string
  readonly tags: ReadonlyArray<string>
  readonly expiresAt: number
}

interface Shelf {
  readonly documents: Map<string, Stored>
  /** Ids by tag. */
  readonly tagged: Map<string, Set<string>>
}

/**
 * Documents, the ledger of endings and the counters of one store in memory, as plain data: every change happens at once,
 * and nothing knows a clock. Costs nothing to make.
 */
export class MemoryStore {
  readonly counters = new Map<string, number>()
  /** How each accepted event ended. */
  readonly ledger = new Map<string, Disposition>()
  /** By collection. */
  readonly shelves = new Map<string, Shelf>()
  private versions = 0

  get({ collection, id }: Ref, now: number): Stored | undefined {
    const found = this.shelves.get(collection.name)?.documents.get(id)
    return found !== undefined && found.expiresAt > now ? found : undefined
  }

  /** In order of id; those that have expired are left out. */
  list(collection: string, now: number, page: Page): ReadonlyArray<Stored> {
    return pageOf(this.shelves.get(collection)?.documents.values() ?? [], now, page)
  }

  find(collection: string, tag: string, now: number, page: Page): ReadonlyArray<Stored> {
    const shelf = this.shelves.get(collection)
    const ids = [...(shelf?.tagged.get(tag) ?? [])]
    return pageOf(
      ids.flatMap((id) => shelf?.documents.get(id) ?? []),
      now,
      page,
    )
  }

  /** The writes whose document is not what their writer saw; nothing was changed if there are any. */
  commit({ writes, endings = [], counts = {} }: Commit, now: number): ReadonlyArray<Write> {
    const present = (ref: Ref): Seen => this.get(ref, now)?.version ?? "absent"
    const moved = writes.filter(({ ref, seen }) => seen !== undefined && seen !== present(ref))
    if (moved.length > 0) return moved
    const encoded = writes.map((write) => (write.op === "put" ? JSON.stringify(write.body) : ""))
    for (const [index, write] of writes.entries()) this.apply(write, encoded[index] ?? "")
    for (const { acceptId, disposition } of endings) this.end(acceptId, disposition)
    this.count(counts)
    return []
  }

  count(counts: Readonly<Record<string, number>>): void {
    for (const [name, increment] of Object.entries(counts)) {
      if (increment !== 0) this.counters.set(name, (this.counters.get(name) ?? 0) + increment)
    }
  }

  /** The first verdict stands, except that a dead letter moves to what became of it. */
  private end(acceptId: string, disposition: Disposition): void {
    const before = this.ledger.get(acceptId)
    if (before !== undefined && (before !== "deadLettered" || disposition === "deadLettered")) return
    this.ledger.set(acceptId, disposition)
    this.count(before === undefined ? { [disposition]: 1 } : { deadLettered: -1, [disposition]: 1 })
  }

  private apply(write: Write, json: string): void {
    if (write.op === "guard") return
    const { collection, id } = write.ref
    const shelf = this.shelfOf(collection.name)
    for (const tag of shelf.documents.get(id)?.tags ?? []) shelf.tagged.get(tag)?.delete(id)
    shelf.documents.delete(id)
    if (write.op === "delete") return
    const tags = [...new Set(write.tags ?? [])]
    for (const tag of tags) shelf.tagged.set(tag, (shelf.tagged.get(tag) ?? new Set()).add(id))
    const expiresAt = write.expiresAt ?? Number.POSITIVE_INFINITY
    shelf.documents.set(id, { id, version: String(++this.versions) as Version, json, tags, expiresAt })
  }

  private shelfOf(name: string): Shelf {
    const shelf = this.shelves.get(name) ?? { documents: new Map(), tagged: new Map() }
    this.shelves.set(name, shelf)
    return shelf
  }
}

export interface Page {
  readonly after?: string
  readonly prefix?: string
  readonly limit: number
}

const pageOf = (
  found: Iterable<Stored>,
  now: number,
  { after = "", prefix = "", limit }: Page,
): ReadonlyArray<Stored> =>
  [...found]
    .filter(({ id, expiresAt }) => expiresAt > now && id > after && id.startsWith(prefix))
    .sort((x, y) => (x.id < y.id ? -1 : 1))
    .slice(0, Math.min(limit, 500))
