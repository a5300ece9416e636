import { MultiGraph } from "graphology"
import Sigma from "sigma"
import type { Graph } from "../../../src/api/Graphs.ts"
import { lookOf } from "../parts/Kinds.tsx"
import { spread } from "./Spread.ts"
import { nodeWord } from "./Words.ts"

/** Draws a large graph into an element that has a size; gives back what takes it away again. */
export const drawLarge = (
  element: HTMLElement,
  graph: Graph,
  onSelect: (id: string | undefined) => void,
): (() => void) => {
  const styles = getComputedStyle(document.documentElement)
  const colours = new Map<string, string>()
  const colour = (name: string) => {
    const known = colours.get(name) ?? styles.getPropertyValue(name).trim()
    colours.set(name, known)
    return known
  }
  const ofKind = (kind: string) => colour(/var\((--[\w-]+)\)/.exec(lookOf(kind).colour)?.[1] ?? "--ink-2")
  const drawn = new MultiGraph()
  const spots = spread(graph)
  for (const node of graph.nodes) {
    const { x = 0, y = 0 } = spots.get(node.id) ?? {}
    drawn.addNode(node.id, {
      x,
      y,
      size: node.node === "interaction" ? 2.5 : 4,
      color:
        node.node === "interaction" ? colour("--ink-3") : ofKind(node.node === "person" ? "person" : (node.kind ?? "")),
      label: `${nodeWord(node)} ${node.label}`,
    })
  }
  for (const { from, to, link } of graph.links) {
    if (!drawn.hasNode(from) || !drawn.hasNode(to)) continue
    const isApart = link === "refused" || link === "banned"
    drawn.addEdge(from, to, {
      size: link === "joined" ? 1.5 : 0.7,
      color: colour(isApart ? "--bad" : link === "joined" ? "--accent" : "--line-strong"),
    })
  }
  const sigma = new Sigma(drawn, element, {
    defaultDrawNodeHover: (context, { x, y, size, label, color }) => {
      if (typeof label !== "string") return
      context.font = `12px ${styles.getPropertyValue("--font")}`
      const width = context.measureText(label).width + 16
      context.fillStyle = colour("--raised")
      context.strokeStyle = color
      context.beginPath()
      context.roundRect(x + size + 4, y - 12, width, 24, 6)
      context.fill()
      context.stroke()
      context.fillStyle = colour("--ink")
      context.fillText(label, x + size + 12, y + 4)
    },
    labelColor: { color: colour("--ink") },
    labelFont: styles.getPropertyValue("--font"),
    labelSize: 12,
    labelRenderedSizeThreshold: 9,
    hideEdgesOnMove: drawn.size > 5_000,
    hideLabelsOnMove: drawn.order > 5_000,
    allowInvalidContainer: true,
  })
  sigma.on("clickNode", ({ node }) => onSelect(node))
  sigma.on("clickStage", () => onSelect(undefined))
  return () => sigma.kill()
}
