import { useState } from "preact/hooks"
import type { Graph } from "../../../src/api/Graphs.ts"
import { CopyId } from "../parts/CopyId.tsx"
import { Icon } from "../parts/Icon.tsx"
import { Empty } from "../parts/Notices.tsx"
import { moment, plural } from "../parts/Say.ts"
import { personHref } from "../session/Route.ts"
import { GraphTable } from "./GraphTable.tsx"
import { LargeGraph } from "./LargeGraph.tsx"
import { SmallGraph } from "./SmallGraph.tsx"
import { linkWords, nodeWord } from "./Words.ts"

/** Beyond these the labels would lie upon one another: a picture for zooming takes over. */
const mostReadable = 48

interface GraphViewProps {
  readonly graph: Graph
  readonly label: string
}

/** A graph as a picture or as a table, with what is known of whichever node is chosen. */
export const GraphView = ({ graph, label }: GraphViewProps) => {
  const [as, setAs] = useState<"picture" | "table">("picture")
  const [selected, setSelected] = useState<string>()
  const isLarge = graph.nodes.length > mostReadable
  if (graph.nodes.length === 0) return <Empty icon="graph" title="Nothing to draw" />
  const Picture = isLarge ? LargeGraph : SmallGraph
  return (
    <div class="graph">
      <div class="graph-head">
        <span class="small muted">
          {plural(graph.nodes.length, "node")}, {plural(graph.links.length, "link")}
        </span>
        <div class="segmented" role="group" aria-label="Show as">
          {(["picture", "table"] as const).map((name) => (
            <button type="button" key={name} aria-pressed={as === name} onClick={() => setAs(name)}>
              <span class="row">
                <Icon name={name === "picture" ? "graph" : "table"} size={15} />
                {name === "picture" ? "Picture" : "Table"}
              </span>
            </button>
          ))}
        </div>
      </div>
      {as === "picture" ? (
        <>
          <Picture graph={graph} label={label} selected={selected} onSelect={setSelected} />
          <Legend graph={graph} />
          <Chosen graph={graph} id={selected} />
        </>
      ) : (
        <GraphTable graph={graph} label={label} />
      )}
      {graph.cut && <p class="small muted card-note">There is more than is drawn here.</p>}
    </div>
  )
}

const order = ["joined", "together", "asserts", "assigned", "shared", "refused", "banned"] as const

const Legend = ({ graph }: { readonly graph: Graph }) => (
  <ul class="graph-legend">
    {order
      .filter((name) => graph.links.some(({ link }) => link === name))
      .map((name) => (
        <li key={name}>
          <svg width="26" height="10" aria-hidden="true" class="graph-link" data-link={name}>
            <line x1="1" y1="5" x2="25" y2="5" />
          </svg>
          {linkWords[name]}
        </li>
      ))}
  </ul>
)

const Chosen = ({ graph, id }: { readonly graph: Graph; readonly id: string | undefined }) => {
  const node = graph.nodes.find((one) => one.id === id)
  if (node === undefined) return <p class="small faint card-note">Choose a node to see what it rests on.</p>
  const links = graph.links.filter(({ from, to }) => from === id || to === id)
  return (
    <div class="graph-chosen" aria-live="polite">
      <p>
        <b>{nodeWord(node)}</b> <span class="value">{node.label}</span>
        {node.first !== undefined && <span class="faint small"> · since {moment(node.first)}</span>}
      </p>
      {node.customerId !== undefined && (
        <p class="small">
          Person <CopyId id={node.customerId} href={personHref(node.customerId)} what="customer id" />
        </p>
      )}
      <ul class="small">
        {links.map((link) => (
          <li key={`${link.link}${link.from}${link.to}`}>{link.sentence ?? capital(linkWords[link.link])}</li>
        ))}
      </ul>
    </div>
  )
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
