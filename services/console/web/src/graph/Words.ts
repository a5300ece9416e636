import type { Graph } from "../../../src/api/Graphs.ts"
import { lookOf } from "../parts/Kinds.tsx"
import { channelWord } from "../screens/events/EventWords.ts"

type Node = Graph["nodes"][number]
type Link = Graph["links"][number]

export const nodeWord = ({ node, kind }: Node): string => {
  if (node === "interaction") return channelWord(kind)
  return node === "person" ? "Person" : lookOf(kind ?? "").name
}

export const linkWords: Readonly<Record<Link["link"], string>> = {
  joined: "makes one person",
  together: "seen together",
  asserts: "stands in",
  assigned: "likely theirs",
  refused: "kept apart by a rule",
  banned: "kept apart by decision",
  shared: "shared by several people",
}
