import type { Key } from "../identifier/Identifier.ts"
import type { Graph, PersonState } from "./Graph.ts"
import type { Given } from "./Records.ts"

/** An id somebody may still ask for, and the identifier that it follows. */
interface Claim {
  readonly id: string
  readonly founder: Key
  readonly since: number
  readonly standing: Standing
  readonly version: number
  readonly given?: Given | undefined
}

/** A person's own id goes before one it took over, and both before that of a person without identifiers. */
type Standing = 0 | 1 | 2

export interface Assigned {
  /** One for each cluster, `version` still that of the person it continues, 0 for a new one. */
  readonly persons: ReadonlyArray<PersonState>
  readonly orphaned: ReadonlyArray<Orphaned>
}

/** An id whose every identifier is gone or shared: nobody's now. `heirs`: persons who share one, who may be meant. */
export interface Orphaned {
  readonly id: string
  readonly heirs: ReadonlyArray<string>
}

const mostHeirs = 64

/**
 * Ids stick to their founders. Of the ids whose founders are in a cluster the person first seen keeps its own and the
 * others become aliases; a cluster that splits off takes back the id whose founder it holds; one without any gets a new
 * id from `mint`.
 */
export const assignIds = (
  graph: Graph,
  clusters: ReadonlyArray<ReadonlyArray<Key>>,
  mint: (founder: Key) => string,
): Assigned => {
  const claims = new Map<Key, Array<Claim>>()
  const left: Array<{ readonly id: string; readonly members: ReadonlyArray<Key> }> = []
  for (const person of graph.persons) {
    const heir = earliest(graph, person.members)
    for (const claim of claimsOf(person)) {
      const founder = graph.members.has(claim.founder) ? claim.founder : heir
      if (founder === undefined) left.push({ id: claim.id, members: person.members })
      else claims.set(founder, [...(claims.get(founder) ?? []), { ...claim, founder }])
    }
  }
  const persons = clusters.map((members): PersonState => {
    const [own, ...others] = members.flatMap((key) => claims.get(key) ?? []).sort(precedence)
    const founder = own?.founder ?? (earliest(graph, members) as Key)
    const given = stillGiven([own, ...others].filter((claim) => claim !== undefined))
    return {
      id: own?.id ?? mint(founder),
      founder,
      since: own?.since ?? (graph.members.get(founder)?.first as number),
      members: [...members].sort(),
      former: others.map(({ id, founder, since }) => ({ id, founder, since })),
      version: Math.max(own?.version ?? 0, ...others.map((o) => o.version)),
      ...(given !== undefined && { given }),
    }
  })
  const orphaned = left.map(({ id, members }) => ({ id, heirs: heirsOf(graph, members, persons) }))
  return { persons, orphaned }
}

/** Persons who have been seen with any of these, which are several people's now. */
const heirsOf = (
  graph: Graph,
  members: ReadonlyArray<Key>,
  persons: ReadonlyArray<PersonState>,
): ReadonlyArray<string> => {
  const beside = new Set(
    members.flatMap((key) => (graph.shared.has(key) ? [...(graph.edges.get(key)?.keys() ?? [])] : [])),
  )
  const heirs = persons.filter((person) => person.members.some((key) => beside.has(key)))
  return heirs.slice(0, mostHeirs).map(({ id }) => id)
}

const claimsOf = (person: PersonState): ReadonlyArray<Claim> => [
  {
    id: person.id,
    founder: person.founder,
    since: person.since,
    standing: person.lone === true ? 2 : 0,
    version: person.version,
    given: person.given,
  },
  ...person.former.map((former): Claim => ({ ...former, standing: 1, version: person.version })),
]

/** Of those who become one, each was held for the same person; one who was not is known by itself. */
const stillGiven = (claims: ReadonlyArray<Claim>): Given | undefined => {
  const [first, ...others] = claims.filter(({ standing }) => standing !== 1)
  return others.every(({ given }) => given?.to === first?.given?.to) ? first?.given : undefined
}

const precedence = (x: Claim, y: Claim): number =>
  x.standing - y.standing || x.since - y.since || (x.id < y.id ? -1 : 1)

const earliest = (graph: Graph, members: ReadonlyArray<Key>): Key | undefined => {
  let best: Key | undefined
  for (const key of members) {
    const first = graph.members.get(key)?.first
    if (first === undefined) continue
    const bestFirst = best === undefined ? undefined : graph.members.get(best)?.first
    if (bestFirst === undefined || first < bestFirst || (first === bestFirst && key < (best as Key))) best = key
  }
  return best
}
