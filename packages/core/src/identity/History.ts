import type { Key } from "../identifier/Identifier.ts"
import { joinedStep, refusedStep, type Step } from "./Explanation.ts"
import { graphOf, linkingEdges } from "./Graph.ts"
import { type Edge, type Partition, partition } from "./Partition.ts"
import type { LinkingPolicy } from "./Policy.ts"
import type { ComponentRecord } from "./Records.ts"

/** Persons at one time: those of a component that a step is about. */
export interface PersonThen {
  /** The id that this person had, or has, or took over: that of whoever was known first. */
  readonly customerId?: string
  readonly identifiers: ReadonlyArray<Key>
}

export interface Chapter {
  readonly at: number
  readonly step: "founded" | "joined" | "merged" | "split" | "refused"
  readonly evidence?: Step
  readonly persons: ReadonlyArray<PersonThen>
}

/** Earlier ones are taken together: a person of years has more than anybody steps through. */
const mostMoments = 300

/**
 * How a person came about in time: the component's evidence of each moment is partitioned anew, and what is another than
 * the moment before is told. As today's policy and bans would have had it; what is shared today was shared always.
 */
export const historyOf = (
  component: ComponentRecord,
  members: ReadonlyArray<Key>,
  policy: LinkingPolicy,
): ReadonlyArray<Chapter> => {
  const graph = graphOf([component], new Map())
  const edges = linkingEdges(graph)
  const firsts = new Map([...graph.members].map(([key, { first }]) => [key, first] as const))
  const moments = [...new Set([...firsts.values(), ...edges.map(({ first }) => first)])].sort((x, y) => x - y)
  const until = (moment: number): Moment => {
    const joined: Array<Edge> = []
    const known = [...firsts].filter(([, first]) => first <= moment).map(([key]) => key)
    const seen = edges.filter(({ first }) => first <= moment)
    const pairs = new Set(seen.map(({ a, b }) => `${a}|${b}`))
    const merges = [...graph.merges.values()].filter(({ from, into }) => {
      return pairs.has(`${from}|${into}`) || pairs.has(`${into}|${from}`)
    })
    const parted = partition(known, seen, [...graph.bans.values()], merges, policy, joined)
    return { ...parted, joined: joined.map((edge) => joinedStep(edge, graph)), at: moment }
  }
  const own = new Set(members)
  const naming = namingOf(component)
  const early = moments.length - mostMoments
  let was: Moment = early > 0 ? until(moments[early - 1] as number) : { clusters: [], refused: [], joined: [], at: 0 }
  return moments.slice(Math.max(0, early)).flatMap((moment) => {
    const now = until(moment)
    const chapters = between(was, now, own, naming, policy)
    was = now
    return chapters
  })
}

interface Moment extends Partition {
  readonly at: number
  readonly joined: ReadonlyArray<Step>
}

type Naming = (cluster: ReadonlyArray<Key>) => PersonThen

const namingOf = (component: ComponentRecord): Naming => {
  const claims = new Map<Key, { readonly id: string; readonly since: number }>()
  for (const { id, founder, since, former } of component.persons)
    for (const claim of [...former, { id, founder, since }]) {
      const known = claims.get(claim.founder)
      if (known === undefined || claim.since <= known.since) claims.set(claim.founder, claim)
    }
  return (cluster) => {
    const [first] = cluster.flatMap((key) => claims.get(key) ?? []).sort((x, y) => x.since - y.since)
    return { ...(first !== undefined && { customerId: first.id }), identifiers: [...cluster].sort() }
  }
}

const between = (
  was: Moment,
  now: Moment,
  own: ReadonlySet<Key>,
  name: Naming,
  policy: LinkingPolicy,
): ReadonlyArray<Chapter> => {
  const { at } = now
  const clusterBefore = clusterOfKey(was)
  const clusterNow = clusterOfKey(now)
  const isOwn = (cluster: ReadonlyArray<Key>) => cluster.some((key) => own.has(key))
  const chapters: Array<Chapter> = []
  for (const cluster of now.clusters.filter(isOwn)) {
    const sources = clustersWith(cluster, clusterBefore)
    const isLarger = cluster.some((key) => !clusterBefore.has(key))
    if (sources.size < 2 && !isLarger) continue
    const step = sources.size > 1 ? "merged" : sources.size === 1 ? "joined" : "founded"
    const evidence = now.joined.find(({ a, first }) => first === at && cluster.includes(a.key))
    chapters.push({ at, step, ...(evidence !== undefined && { evidence }), persons: [name(cluster)] })
  }
  for (const cluster of was.clusters.filter(isOwn)) {
    const parts = clustersWith(cluster, clusterNow)
    if (parts.size > 1) chapters.push({ at, step: "split", persons: [...parts].map(name) })
  }
  const known = new Set(was.refused.map(({ a, b }) => `${a}|${b}`))
  for (const refusal of now.refused) {
    if (known.has(`${refusal.a}|${refusal.b}`) || !(own.has(refusal.a) || own.has(refusal.b))) continue
    const apart = [clusterNow.get(refusal.a) ?? [refusal.a], clusterNow.get(refusal.b) ?? [refusal.b]]
    chapters.push({ at, step: "refused", evidence: refusedStep(refusal, at, policy), persons: apart.map(name) })
  }
  return chapters
}

const clustersWith = (keys: ReadonlyArray<Key>, clusterOf: ReadonlyMap<Key, ReadonlyArray<Key>>) =>
  new Set(keys.map((key) => clusterOf.get(key)).filter((cluster) => cluster !== undefined))

const clusterOfKey = ({ clusters }: Partition): ReadonlyMap<Key, ReadonlyArray<Key>> =>
  new Map(clusters.flatMap((cluster) => cluster.map((key) => [key, cluster] as const)))

const counted = (count: number): string => (count === 1 ? "one identifier" : `${count} identifiers`)

export const chapterSentence = ({ step, evidence, persons }: Chapter): string => {
  const [size = 0] = persons.map(({ identifiers }) => identifiers.length)
  switch (step) {
    case "founded":
      return `Somebody was seen for the first time, with ${counted(size)}.`
    case "joined":
      return `They were seen with something new, and were known by ${counted(size)} from then on.`
    case "merged":
      return `${evidence?.sentence ?? "Evidence connected them."} From then on they were one person.`
    case "split":
      return `Stronger evidence took apart what had been one: they were ${persons.length} persons from then on.`
    case "refused":
      return evidence?.sentence ?? "A rule forbade a join."
  }
}
