import { Components, Effects, Identifiers, Interactions, Persons } from "@kith/core/documents/Collections"
import { type Collection, Documents, type Snapshot } from "@kith/core/documents/Documents"
import type {
  ComponentRecord,
  IdentifierRecord,
  InteractionRecord,
  KnownInteraction,
  PersonRecord,
} from "@kith/core/identity/Records"
import { Effect } from "effect"
import type { Oracle } from "./oracle.ts"

export const allOf = Effect.fnUntraced(function* <A>(collection: Collection<A>) {
  const documents = yield* Documents
  const all: Array<Snapshot<A>> = []
  for (;;) {
    const after = all.at(-1)?.id
    const page = yield* documents.list(collection, { limit: 500, ...(after !== undefined && { after }) })
    all.push(...page)
    if (page.length < 500) return all
  }
})

/** Everything the graph's documents say at one moment, by id. */
export interface Picture {
  readonly components: ReadonlyMap<string, ComponentRecord>
  readonly identifiers: ReadonlyMap<string, IdentifierRecord>
  readonly interactions: ReadonlyMap<string, InteractionRecord>
  readonly persons: ReadonlyMap<string, PersonRecord>
}

const byId = <A>(found: ReadonlyArray<Snapshot<A>>) => new Map(found.map(({ id, body }) => [id, body]))

export const takePicture = Effect.gen(function* () {
  return {
    components: byId(yield* allOf(Components)),
    identifiers: byId(yield* allOf(Identifiers)),
    interactions: byId(yield* allOf(Interactions)),
    persons: byId(yield* allOf(Persons)),
  } satisfies Picture
})

/** What the documents say, in the oracle's words. */
export const graphIn = ({ components, identifiers }: Picture): Oracle => {
  const all = [...components.values()]
  return {
    persons: all.flatMap(({ persons }) => persons.map(({ members }) => [...members].sort().join(" "))).sort(),
    shared: [...identifiers].flatMap(([id, { state }]) => (state === "shared" ? [id] : [])).sort(),
    refused: all.flatMap(({ refused }) => refused.map(({ a, b, rule }) => `${[a, b].sort().join(" ")} ${rule}`)).sort(),
    merges: all.flatMap(({ merges = [] }) => merges.map(({ from, into }) => `${from} ${into}`)).sort(),
    pairs: all.flatMap(pairsIn).sort(),
  }
}

export const graph = Effect.map(takePicture, graphIn)

export const pairsIn = ({ identifiers, aside, edges }: ComponentRecord): ReadonlyArray<string> => {
  const keys = [...Object.keys(identifiers), ...aside]
  return edges.flatMap((end, i) => {
    if (i % 3 !== 0) return []
    const [a, b] = [end, edges[i + 1] as number].map((index) => keys[index]).sort()
    return [`${a} ${b} ${edges[i + 2]}`]
  })
}

/** Everything derived agrees with what it is derived from: pointers, read models, aliases. */
export const residueIn = ({ components, identifiers, persons }: Picture): ReadonlyArray<string> => {
  const pointers = new Map<string, string>()
  for (const [id, body] of identifiers) if (body.state === "pointer") pointers.set(id, body.component)
  const problems: Array<string> = []
  for (const [id, body] of components) {
    for (const key of Object.keys(body.identifiers)) {
      if (pointers.get(key) !== id) problems.push(`${key} stands in ${id} and points to ${pointers.get(key)}`)
      pointers.delete(key)
    }
    for (const person of body.persons) {
      const read = persons.get(person.id)
      if (read?.state !== "current" || read.version !== person.version || read.component !== id)
        problems.push(`the read model of ${person.id} is behind`)
      for (const former of person.former) {
        const alias = persons.get(former.id)
        if (alias?.state !== "alias" || alias.of !== person.id) problems.push(`${former.id} does not lead home`)
      }
    }
  }
  for (const [key, component] of pointers) problems.push(`${key} points to ${component}, which does not hold it`)
  return [...problems, ...halfBansIn({ components, identifiers })]
}

export const residue = Effect.map(takePicture, residueIn)

/** Bans that stand at one of their ends only, or where neither end is. */
const halfBansIn = ({ components, identifiers }: Pick<Picture, "components" | "identifiers">) => {
  const ends: Array<readonly [string, string]> = []
  const strays: Array<string> = []
  for (const body of components.values())
    for (const { a, b } of body.bans) {
      if (a in body.identifiers) ends.push([a, b])
      if (b in body.identifiers) ends.push([b, a])
      if (!(a in body.identifiers || b in body.identifiers)) strays.push(`a ban of ${a} and ${b} strayed`)
    }
  for (const [id, body] of identifiers) {
    if (body.state === "shared") for (const other of body.bans) ends.push([id, other])
    if (body.state === "banned") for (const other of body.from) ends.push([id, other])
  }
  const standing = new Set(ends.map(([end, other]) => `${end} ${other}`))
  const halves = ends.filter(([end, other]) => !standing.has(`${other} ${end}`))
  return [...strays, ...halves.map(([end, other]) => `a ban stands at ${end} and not at ${other}`)]
}

export const knownIn = ({ interactions }: Picture): ReadonlyArray<KnownInteraction> =>
  [...interactions.values()].flatMap((body) => (body.state === "known" ? [body] : []))

/** Documents that hold one of these keys: of the graph's only tombstones may, and they by their ids. */
export const holding = Effect.fnUntraced(function* (keys: ReadonlyArray<string>) {
  if (keys.length === 0) return []
  const holders: Array<string> = []
  const graph: ReadonlyArray<Collection<unknown>> = [Components, Interactions, Persons, Effects, Identifiers]
  for (const collection of graph)
    for (const { id, body } of yield* allOf(collection)) {
      const text = JSON.stringify(body)
      if (keys.some((key) => text.includes(key))) holders.push(`${collection.name}/${id}`)
    }
  return holders
})
