import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from "d3-force"
import type { Graph } from "../../../src/api/Graphs.ts"

export interface Spot {
  readonly x: number
  readonly y: number
}

interface Body extends SimulationNodeDatum {
  readonly id: string
}

/** How far apart what a link holds should stand. */
const lengths = {
  joined: 130,
  together: 150,
  asserts: 120,
  assigned: 150,
  refused: 240,
  banned: 240,
  shared: 150,
} as const
const strengths = {
  joined: 0.9,
  together: 0.15,
  asserts: 0.35,
  assigned: 0.3,
  refused: 0.02,
  banned: 0.02,
  shared: 0.2,
} as const

/** Where each node of a small graph stands: the same for the same graph, every time. */
export const layOut = ({ nodes, links }: Graph, ratio: number): ReadonlyMap<string, Spot> => {
  const bodies: Array<Body> = nodes.map(({ id }) => ({ id }))
  const known = new Set(nodes.map(({ id }) => id))
  const held = links
    .filter(({ from, to }) => known.has(from) && known.has(to))
    .map(({ from, to, link }) => ({ source: from, target: to, link }))
  const simulation = forceSimulation(bodies)
    .force(
      "links",
      forceLink<Body, (typeof held)[number]>(held)
        .id(({ id }) => id)
        .distance(({ link }) => lengths[link])
        .strength(({ link }) => strengths[link]),
    )
    .force("apart", forceManyBody().strength(-1100).distanceMax(560))
    .force("room", forceCollide(58))
    // A wide picture gets a wide graph.
    .force("x", forceX(0).strength(0.06 / ratio))
    .force("y", forceY(0).strength(0.06 * ratio))
    .stop()
  simulation.tick(260)
  return new Map(bodies.map(({ id, x = 0, y = 0 }) => [id, { x, y }]))
}
