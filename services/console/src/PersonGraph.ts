import { type Key, kindOf } from "@kith/core/identifier/Identifier"
import { explainPerson } from "@kith/core/identity/Explanation"
import { graphOf } from "@kith/core/identity/Graph"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { ComponentRecord, CurrentPerson } from "@kith/core/identity/Records"
import type { Graph, Link, Node } from "./api/Graphs.ts"
import { masked } from "./Mask.ts"
import type { OwnSighting } from "./PersonsInteractions.ts"

/** Interactions drawn beside the identifiers: the latest. */
const mostInteractions = 60
const mostLinks = 5_000

/** A person's identifiers and interactions, what joins them, and what was kept from joining. */
export const personGraph = (
  person: CurrentPerson,
  component: ComponentRecord | undefined,
  sightings: ReadonlyArray<OwnSighting>,
  policy: LinkingPolicy,
  unmask: boolean,
): Graph => {
  const values = valuesIn(component, sightings)
  const nodes = new Map<string, Node>()
  const links: Array<Link> = []
  const identifier = (key: Key): string => {
    const { value, first } = values.get(key) ?? {}
    const owner = component?.persons.find(({ members }) => members.includes(key))
    const kind = kindOf(key)
    nodes.set(key, {
      id: key,
      node: "identifier",
      kind,
      label: value === undefined ? kind : unmask ? value : masked(kind, value),
      ...(owner !== undefined && { customerId: owner.id }),
      ...(owner === undefined && { shared: true as const }),
      ...(first !== undefined && { first: dated(first) }),
    })
    return key
  }
  if (component !== undefined) links.push(...evidenceLinks(person, component, policy, identifier))
  for (const key of person.identifiers.map((one) => one.key)) identifier(key)
  for (const sighting of sightings.slice(0, mostInteractions)) {
    const id = `interaction ${sighting.view.id}`
    nodes.set(id, interactionNode(id, person, sighting))
    for (const key of sighting.view.identifiers.keys()) links.push({ from: id, to: identifier(key), link: "asserts" })
    if (sighting.isGiven) links.push(...assignment(id, person, sighting, nodes))
  }
  const cut = sightings.length > mostInteractions || links.length > mostLinks
  return { nodes: [...nodes.values()], links: links.slice(0, mostLinks), cut }
}

const dated = (at: number): string => new Date(at).toISOString()

type Known = { readonly value: string; readonly first?: number }

/** A shared identifier's value stands in interactions only. */
const valuesIn = (component: ComponentRecord | undefined, sightings: ReadonlyArray<OwnSighting>) => {
  const values = new Map<string, Known>(Object.entries(component?.identifiers ?? {}))
  for (const { view } of sightings)
    for (const [key, { value }] of view.identifiers) if (!values.has(key)) values.set(key, { value })
  return values
}

const evidenceLinks = (
  { identifiers }: CurrentPerson,
  component: ComponentRecord,
  policy: LinkingPolicy,
  identifier: (key: Key) => string,
): ReadonlyArray<Link> => {
  const members = identifiers.map(({ key }) => key)
  const { joins, refused, shared, banned } = explainPerson(component, members, policy)
  const told = new Set<string>()
  const link = (a: Key, b: Key, rest: Omit<Link, "from" | "to">): Link => {
    told.add(`${a}|${b}`).add(`${b}|${a}`)
    return { from: identifier(a), to: identifier(b), ...rest }
  }
  const links = [
    ...joins.map(({ a, b, first, sentence }) => link(a.key, b.key, { link: "joined", first: dated(first), sentence })),
    ...refused.map(({ a, b, sentence }) => link(a.key, b.key, { link: "refused", sentence })),
    ...banned.map(({ a, b, sentence }) => link(a.key, b.key, { link: "banned", sentence })),
  ]
  const graph = graphOf([component], new Map())
  const sentences = new Map(shared.map(({ key, sentence }) => [key, sentence] as const))
  for (const a of members)
    for (const [b, first] of graph.edges.get(a) ?? []) {
      const sentence = sentences.get(b)
      if (told.has(`${a}|${b}`)) continue
      if (sentence !== undefined) links.push(link(a, b, { link: "shared", first: dated(first), sentence }))
      else if (graph.members.has(b)) links.push(link(a, b, { link: "together", first: dated(first) }))
    }
  return links
}

const interactionNode = (id: string, { customerId }: CurrentPerson, { interaction, view }: OwnSighting): Node => ({
  id,
  node: "interaction",
  kind: interaction.channel ?? interaction.dialect,
  label: view.id,
  customerId,
  first: dated(view.first),
})

/** Nothing in it is the person's: only tier 2 says so. */
const assignment = (
  id: string,
  { customerId }: CurrentPerson,
  { decided }: OwnSighting,
  nodes: Map<string, Node>,
): ReadonlyArray<Link> => {
  nodes.set(customerId, { id: customerId, node: "person", label: customerId, customerId })
  const confidence = decided?.outcome.confidence
  return [{ from: id, to: customerId, link: "assigned", ...(confidence !== undefined && { confidence }) }]
}
