import type { Key } from "../identifier/Identifier.ts"
import { outlines, type PersonOutline } from "./Bans.ts"
import { graphOf, isOverShared, linkingEdges } from "./Graph.ts"
import { partition } from "./Partition.ts"
import type { LinkingPolicy } from "./Policy.ts"
import type { ComponentRecord } from "./Records.ts"

/** Persons who are others under another policy: all who have an identifier in common, before or after. */
export interface PersonsChange {
  readonly before: ReadonlyArray<PersonOutline>
  readonly after: ReadonlyArray<PersonOutline>
}

/** Whether a component's persons are the same under another policy, as long as the shared identifiers it leads to stay so. */
export const standsUnder = (component: ComponentRecord, policy: LinkingPolicy): boolean => {
  const graph = graphOf([component], new Map())
  const members = [...graph.members.keys()]
  if (members.some((key) => isOverShared(graph, key, policy))) return false
  const [bans, merges] = [[...graph.bans.values()], [...graph.merges.values()]]
  const { clusters } = partition(members, linkingEdges(graph), bans, merges, policy)
  const named = (groups: ReadonlyArray<ReadonlyArray<Key>>) => groups.map((keys) => [...keys].sort().join(" ")).sort()
  return named(clusters).join("\n") === named(component.persons.map((person) => person.members)).join("\n")
}

/** Who changes between two states of the same part of the graph; who has the same identifiers as before does not. */
export const changesBetween = (
  before: ReadonlyArray<ComponentRecord>,
  after: ReadonlyArray<ComponentRecord>,
): ReadonlyArray<PersonsChange> => {
  const [was, is] = [outlines(before), outlines(after)]
  const blockOf = new Map<Key, { before: Array<PersonOutline>; after: Array<PersonOutline> }>()
  const put = (person: PersonOutline, side: "before" | "after") => {
    const keys = person.identifiers.map(({ key }) => key)
    const blocks = [...new Set(keys.flatMap((key) => blockOf.get(key) ?? []))]
    const joined = {
      before: blocks.flatMap((block) => block.before),
      after: blocks.flatMap((block) => block.after),
    }
    joined[side].push(person)
    for (const one of [...joined.before, ...joined.after])
      for (const { key } of one.identifiers) blockOf.set(key, joined)
  }
  for (const person of was) put(person, "before")
  for (const person of is) put(person, "after")
  return [...new Set(blockOf.values())].filter((block) => membersOf(block.before) !== membersOf(block.after))
}

const membersOf = (persons: ReadonlyArray<PersonOutline>): string =>
  persons
    .map(({ identifiers }) => identifiers.map(({ key }) => key).join(" "))
    .sort()
    .join("\n")
