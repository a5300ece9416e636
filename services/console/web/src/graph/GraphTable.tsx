import type { Graph } from "../../../src/api/Graphs.ts"
import { day } from "../parts/Say.ts"
import { type Column, Table } from "../parts/Table.tsx"
import { linkWords, nodeWord } from "./Words.ts"

type Link = Graph["links"][number]

/** The same as the picture, line by line. */
export const GraphTable = ({ graph, label }: { readonly graph: Graph; readonly label: string }) => {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const say = (id: string) => {
    const node = nodes.get(id)
    return node === undefined ? id : `${nodeWord(node)} ${node.label}`
  }
  const columns: ReadonlyArray<Column<Link>> = [
    { name: "From", show: ({ from }) => say(from), text: ({ from }) => say(from) },
    { name: "Relation", show: ({ link }) => linkWords[link], text: ({ link }) => linkWords[link] },
    { name: "To", show: ({ to }) => say(to), text: ({ to }) => say(to) },
    { name: "Since", show: ({ first }) => (first === undefined ? "–" : day(first)) },
    {
      name: "Evidence",
      show: ({ sentence }) => <span class="small">{sentence ?? "–"}</span>,
      text: ({ sentence = "" }) => sentence,
    },
  ]
  const alone = graph.nodes.filter(({ id }) => !graph.links.some(({ from, to }) => from === id || to === id))
  return (
    <div class="stack-sm">
      <Table
        label={label}
        filterable={graph.links.length > 12}
        columns={columns}
        rows={graph.links}
        keyOf={({ from, to, link }) => `${link}${from}${to}`}
      />
      {alone.length > 0 && (
        <p class="small muted card-note">Without a relation: {alone.map(({ id }) => say(id)).join(", ")}</p>
      )}
    </div>
  )
}
