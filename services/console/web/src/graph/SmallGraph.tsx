import { useMemo, useState } from "preact/hooks"
import type { Graph } from "../../../src/api/Graphs.ts"
import { IconButton } from "../parts/Button.tsx"
import { iconPath } from "../parts/Icon.tsx"
import { lookOf } from "../parts/Kinds.tsx"
import { useWidth } from "../parts/UseWidth.ts"
import { layOut, type Spot } from "./Layout.ts"
import { linkWords, nodeWord } from "./Words.ts"

interface SmallGraphProps {
  readonly graph: Graph
  readonly label: string
  readonly selected: string | undefined
  readonly onSelect: (id: string | undefined) => void
}

const margin = { x: 78, top: 34, bottom: 52 }

/** A graph whose every label can be read, as a picture in SVG; each node can be reached and opened by keyboard. */
export const SmallGraph = ({ graph, label, selected, onSelect }: SmallGraphProps) => {
  const [box, width] = useWidth<HTMLDivElement>()
  const [zoom, setZoom] = useState(1)
  const height = Math.max(340, Math.min(560, 240 + graph.nodes.length * 16))
  const ratio = Math.max(0.6, Math.min(2.2, width / height)) || 1
  const spots = useMemo(() => layOut(graph, ratio), [graph, Math.round(ratio * 4)])
  const frame = frameOf([...spots.values()], width, height, zoom)
  const near = neighboursOf(graph, selected)
  return (
    <div class="graph-box">
      <div class="graph-scroll" ref={box} style={{ maxHeight: `${height}px` }}>
        {width > 0 && (
          <svg width={frame.width} height={frame.height} viewBox={frame.view} role="group" aria-label={label}>
            <g data-dimmed={selected !== undefined}>
              {graph.links.map((link) => (
                <Line
                  key={`${link.link}${link.from}${link.to}`}
                  link={link}
                  spots={spots}
                  isNear={near.has(link.from) && near.has(link.to) && (link.from === selected || link.to === selected)}
                />
              ))}
              {graph.nodes.map((node) => (
                <Dot
                  key={node.id}
                  node={node}
                  spot={spots.get(node.id)}
                  isSelected={node.id === selected}
                  isNear={near.has(node.id)}
                  onSelect={onSelect}
                />
              ))}
            </g>
          </svg>
        )}
      </div>
      <div class="graph-tools">
        <IconButton icon="plus" label="Larger" onClick={() => setZoom(Math.min(3, (zoom || 1) * 1.3))} />
        <IconButton icon="minus" label="Smaller" onClick={() => setZoom(Math.max(0.5, (zoom || 1) / 1.3))} />
        <IconButton icon="fit" label="All of it" onClick={() => setZoom(0)} />
      </div>
    </div>
  )
}

/** Smaller than this no label can be read: then the picture is larger than its place, and scrolls. */
const leastScale = 0.75

/** The part of the plane that is shown, never larger than life, and the size at which it is drawn; `zoom` 0 is all of it. */
const frameOf = (spots: ReadonlyArray<Spot>, width: number, height: number, zoom: number) => {
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)]
  const [left, right] = [Math.min(...xs) - margin.x, Math.max(...xs) + margin.x]
  const [top, bottom] = [Math.min(...ys) - margin.top, Math.max(...ys) + margin.bottom]
  const fitting = Math.min(width / (right - left), height / (bottom - top), 1)
  const scale = zoom === 0 ? fitting : Math.max(fitting, leastScale) * zoom
  const [w, h] = [Math.max(width / scale, right - left), Math.max(height / scale, bottom - top)]
  return {
    view: `${(left + right - w) / 2} ${(top + bottom - h) / 2} ${w} ${h}`,
    width: w * scale,
    height: h * scale,
  }
}

const neighboursOf = ({ links }: Graph, id: string | undefined): ReadonlySet<string> =>
  new Set(
    id === undefined ? [] : [id, ...links.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))],
  )

interface LineProps {
  readonly link: Graph["links"][number]
  readonly spots: ReadonlyMap<string, Spot>
  readonly isNear: boolean
}

const Line = ({ link, spots, isNear }: LineProps) => {
  const [a, b] = [spots.get(link.from), spots.get(link.to)]
  if (a === undefined || b === undefined) return null
  const isApart = link.link === "refused" || link.link === "banned"
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2]
  return (
    <g class="graph-link" data-link={link.link} data-near={isNear}>
      <title>{link.sentence ?? linkWords[link.link]}</title>
      <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      {isApart && (
        <g transform={`translate(${x} ${y})`}>
          <circle r="9" class="graph-cut" />
          <path d="M-4 -4L4 4M4 -4L-4 4" />
        </g>
      )}
    </g>
  )
}

interface DotProps {
  readonly node: Graph["nodes"][number]
  readonly spot: Spot | undefined
  readonly isSelected: boolean
  readonly isNear: boolean
  readonly onSelect: (id: string | undefined) => void
}

const Dot = ({ node, spot, isSelected, isNear, onSelect }: DotProps) => {
  if (spot === undefined) return null
  const look =
    node.node === "interaction"
      ? { icon: "chat" as const, colour: "var(--ink-2)" }
      : node.node === "person"
        ? lookOf("person")
        : lookOf(node.kind ?? "")
  const words = node.shared ? `${nodeWord(node)}, shared` : nodeWord(node)
  const open = (event: Event) => {
    event.stopPropagation()
    onSelect(isSelected ? undefined : node.id)
  }
  return (
    <g
      class="graph-node"
      data-node={node.node}
      data-shared={node.shared}
      data-near={isNear}
      data-selected={isSelected}
      transform={`translate(${spot.x} ${spot.y})`}
      style={{ color: look.colour }}
      role="button"
      tabindex={0}
      aria-pressed={isSelected}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return
        event.preventDefault()
        open(event)
      }}
    >
      {node.node === "interaction" ? (
        <rect x="-15" y="-15" width="30" height="30" rx="8" />
      ) : (
        <circle r={node.node === "person" ? 24 : 19} />
      )}
      <path
        class="graph-icon"
        d={iconPath(look.icon)}
        transform={node.node === "interaction" ? "translate(-8.4 -8.4) scale(.7)" : "translate(-10 -10) scale(.84)"}
      />
      <text y={node.node === "interaction" ? 30 : 35}>{shortened(node.label)} </text>
      <text class="graph-kind" y={node.node === "interaction" ? 43 : 48}>
        {words}
      </text>
    </g>
  )
}

const shortened = (label: string): string => (label.length > 26 ? `${label.slice(0, 25)}…` : label)
