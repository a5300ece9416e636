import { drawLarge } from "../src/graph/DrawLarge.ts"
import "../src/styles/tokens.css"

/** As many nodes as the address says, in persons of ten: what the console draws a large graph with, and nothing around it. */
const wanted = Number(new URLSearchParams(location.search).get("nodes"))
const kinds = ["email", "phone", "visitor", "crm.salesforce"]
const nodes = Array.from({ length: wanted }, (_, i) => ({
  id: `${kinds[i % kinds.length]}:${i}`,
  node: "identifier" as const,
  kind: kinds[i % kinds.length] ?? "email",
  label: `value ${i}`,
}))
const links = nodes.flatMap(({ id }, i) => {
  const first = nodes[i - (i % 10)]
  return first === undefined || first.id === id ? [] : [{ from: first.id, to: id, link: "joined" as const }]
})

const place = document.createElement("div")
place.style.cssText = "position: fixed; inset: 0"
document.body.append(place)
const startedAt = performance.now()
if (wanted > 0) drawLarge(place, { nodes, links, cut: false }, () => {})

/** How long drawing took, and the time between frames while somebody drags. */
Object.assign(window, {
  drawnIn: performance.now() - startedAt,
  frames: (milliseconds: number) =>
    new Promise<ReadonlyArray<number>>((resolve) => {
      const between: Array<number> = []
      const from = performance.now()
      const next = (last: number) =>
        requestAnimationFrame((now) => {
          between.push(now - last)
          if (now - from < milliseconds) next(now)
          else resolve(between.slice(1))
        })
      next(from)
    }),
})
