import { LRUCache } from "lru-cache"
import type { Ref } from "./Documents.ts"

interface Read {
  readonly schema: unknown
  readonly text: string
  readonly body: unknown
}

/** Characters of JSON; what is made of it takes some three times as much. */
const longest = 4 * 1024 * 1024

const frozen = <A>(body: A): A => {
  if (typeof body === "object" && body !== null && !Object.isFrozen(body)) {
    Object.freeze(body)
    for (const part of Object.values(body)) frozen(part)
  }
  return body
}

/** What a document is called among all. */
export const nameOf = ({ collection, id }: Ref): string => `${collection.name}/${id}`

/**
 * What texts of documents were found to say, so that one that is read again unchanged is not parsed and checked again.
 * Many are asked for what they say, so nobody may change it.
 */
export const makeReadBefore = () => {
  const cache = new LRUCache<string, Read>({ maxSize: longest, sizeCalculation: ({ text }) => text.length + 100 })
  return {
    get: <A>(ref: Ref<A>, text: string): A | undefined => {
      const read = cache.get(nameOf(ref))
      return read?.text === text && read.schema === ref.collection.schema ? (read.body as A) : undefined
    },
    set: <A>(ref: Ref<A>, text: string, body: A): A => {
      cache.set(nameOf(ref), { schema: ref.collection.schema, text, body: frozen(body) })
      return body
    },
    /** Written or deleted: what it said before is kept no longer than it is stored. */
    forget: (name: string): void => void cache.delete(name),
  }
}
export type ReadBefore = ReturnType<typeof makeReadBefore>
