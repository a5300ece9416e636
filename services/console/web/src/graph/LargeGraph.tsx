import { useEffect, useRef, useState } from "preact/hooks"
import type { Graph } from "../../../src/api/Graphs.ts"
import { Bones } from "../parts/Notices.tsx"

interface LargeGraphProps {
  readonly graph: Graph
  readonly label: string
  readonly selected: string | undefined
  readonly onSelect: (id: string | undefined) => void
}

/** Thousands of nodes, drawn by the graphics card; loaded where there is such a graph. The table says the same. */
export const LargeGraph = ({ graph, label, onSelect }: LargeGraphProps) => {
  const box = useRef<HTMLDivElement>(null)
  const [isReady, setReady] = useState(false)
  useEffect(() => {
    let isGone = false
    let end: (() => void) | undefined
    void import("./DrawLarge.ts").then(({ drawLarge }) => {
      if (isGone || box.current === null) return
      end = drawLarge(box.current, graph, onSelect)
      setReady(true)
    })
    return () => {
      isGone = true
      end?.()
    }
  }, [graph])
  return (
    <div class="graph-box graph-large">
      {!isReady && <Bones />}
      <div class="graph-canvas" ref={box} role="img" aria-label={`${label}. The table says the same.`} />
    </div>
  )
}
