import { forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force"
import type { Graph } from "../../../src/api/Graphs.ts"
import type { Spot } from "./Layout.ts"

/** A golden angle between each and the next: a sunflower, in which no two lie upon one another. */
const golden = Math.PI * (3 - Math.sqrt(5))

/** Above so many the forces would take seconds: each component is laid out as a flower of its own instead. */
const mostForced = 600

/** Where each node of a large graph stands, in well under a second. */
export const spread = (graph: Graph): ReadonlyMap<string, Spot> =>
  graph.nodes.length > mostForced ? flowers(graph) : forced(graph)

const forced = ({ nodes, links }: Graph): ReadonlyMap<string, Spot> => {
  const bodies: Array<SimulationNodeDatum & { readonly id: string }> = nodes.map(({ id }) => ({ id }))
  const known = new Set(nodes.map(({ id }) => id))
  const held = links
    .filter(({ from, to }) => known.has(from) && known.has(to))
    .map(({ from, to }) => ({ source: from, target: to }))
  forceSimulation(bodies)
    .force(
      "links",
      forceLink<(typeof bodies)[number], (typeof held)[number]>(held)
        .id(({ id }) => id)
        .distance(30),
    )
    .force("apart", forceManyBody().strength(-40))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.05))
    .stop()
    .tick(120)
  return new Map(bodies.map(({ id, x = 0, y = 0 }) => [id, { x, y }]))
}

const flowers = (graph: Graph): ReadonlyMap<string, Spot> => {
  const spots = new Map<string, Spot>()
  let placed = 0
  for (const [index, members] of componentsOf(graph).entries()) {
    const size = Math.sqrt(members.length) * 6 + 8
    // The area that is taken already tells how far out the next flower begins.
    const [radius, angle] = [Math.sqrt(placed) * 9, index * golden]
    const [cx, cy] = [Math.cos(angle) * radius, Math.sin(angle) * radius]
    members.forEach((id, i) => {
      const r = (Math.sqrt(i) / Math.sqrt(members.length)) * size
      spots.set(id, { x: cx + Math.cos(i * golden) * r, y: cy + Math.sin(i * golden) * r })
    })
    placed += members.length + 2
  }
  return spots
}

/** Who is connected with whom, the largest first. */
const componentsOf = ({ nodes, links }: Graph): ReadonlyArray<ReadonlyArray<string>> => {
  const near = new Map<string, Array<string>>(nodes.map(({ id }) => [id, []]))
  for (const { from, to } of links) {
    near.get(from)?.push(to)
    near.get(to)?.push(from)
  }
  const seen = new Set<string>()
  const components: Array<ReadonlyArray<string>> = []
  for (const { id } of nodes) {
    if (seen.has(id)) continue
    const members = [id]
    seen.add(id)
    for (const member of members) {
      for (const other of near.get(member) ?? []) {
        if (seen.has(other) || !near.has(other)) continue
        seen.add(other)
        members.push(other)
      }
    }
    components.push(members)
  }
  return components.sort((x, y) => y.length - x.length)
}
