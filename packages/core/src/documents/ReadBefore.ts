import { LRUCache } from "lru-cache"
import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import type { Ref, Snapshot, Version } from "./Documents.ts"

interface Known {
  readonly version: Version
  readonly size: number
  /** One for each schema that it was read with. */
  readonly shapes: ReadonlyArray<Shape>
}

interface Shape {
  readonly schema: unknown
  readonly body: unknown
  /** Under test: frozen, and known to be what JSON says. Much that is written is written anew before anybody reads it. */
  isSettled: boolean
}

/** Characters of JSON; what is made of it takes some three times as much. */
const longest = 12 * 1024 * 1024

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}

/**
 * Under test whatever is remembered is frozen at its first reading, so that whoever changes it is found, and whoever writes
 * what JSON says only in part. In production the types alone forbid both: looking through it takes a twentieth of a decision.
 */
const isProbed = process.env["NODE_ENV"] === "test"

/** Makes it nobody's to change. Answers whether JSON says all of it: then it is what would be read. */
const settled = (body: unknown): boolean => {
  if (typeof body === "number") return Number.isFinite(body)
  if (typeof body !== "object" || body === null)
    return typeof body === "string" || typeof body === "boolean" || body === null
  if (Object.isFrozen(body)) return true
  if (!isPlain(body)) return false
  for (const key in body) if (!settled((body as Readonly<Record<string, unknown>>)[key])) return false
  Object.freeze(body)
  return true
}

/** What a document is called among all. */
export const nameOf = ({ collection, id }: Ref): string => `${collection.name}/${id}`

/**
 * What documents say by their versions, as they were read or written, so that one that has not changed since is neither
 * fetched nor parsed nor checked again. Many are asked for what they say, so nobody may change it.
 */
export const makeReadBefore = () => {
  const cache = new LRUCache<string, Known>({ maxSize: longest, sizeCalculation: ({ size }) => size + 100 })
  return {
    /** As it is known, for whoever asks with this schema; whether it still is so the version tells. */
    get: <A>(ref: Ref<A>): Snapshot<A> | undefined => {
      const known = cache.get(nameOf(ref))
      const shape = known?.shapes.find(({ schema }) => schema === ref.collection.schema)
      if (known === undefined || shape === undefined) return undefined
      if (isProbed && !shape.isSettled && !settled(shape.body)) throw new Broken(say`JSON says a document only in part`)
      shape.isSettled = true
      return { id: ref.id, version: known.version, body: shape.body as A }
    },
    /** `size`: characters of its JSON. */
    set: (ref: Ref, version: Version, body: unknown, size: number): void => {
      const { schema } = ref.collection
      const before = cache.get(nameOf(ref))
      const others = before?.version === version ? before.shapes.filter((shape) => shape.schema !== schema) : []
      cache.set(nameOf(ref), { version, size, shapes: [...others, { schema, body, isSettled: false }] })
    },
    /** Written elsewhere, or deleted: what it said before is kept no longer than it is stored. */
    forget: (name: string): void => void cache.delete(name),
  }
}
export type ReadBefore = ReturnType<typeof makeReadBefore>
