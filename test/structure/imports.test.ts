import { describe, expect, it } from "vitest"
import { edges, graph, textOf } from "./Sources.ts"

const core = "packages/core/src/"
const show = (found: ReadonlyArray<{ readonly from: string; readonly to: string }>) =>
  found.map(({ from, to }) => `${from} imports ${to}`)

/** What each folder of the core builds on; those that are not here may import all of them. */
const mayImport: Readonly<Record<string, ReadonlyArray<string>>> = {
  interaction: [],
  message: ["interaction"],
  identifier: ["interaction"],
  identity: ["interaction", "identifier", "message"],
  redaction: ["interaction", "identifier", "message"],
}
/** Pure readers of text that whoever parses something needs, and what may be said of it. */
const everywhere = ["http/FirstIssue", "http/Json", "telemetry/Harmless", "telemetry/Broken"].map(
  (file) => `${core}${file}.ts`,
)

describe("Imports", () => {
  it("are found at all", () => {
    expect(graph.size).toBeGreaterThan(150)
    expect(show(edges(`${core}pipeline.ts`))).toEqual([])
    expect(show(edges(`${core}topics/Queues.ts`))).toContain(`${core}topics/Queues.ts imports ${core}pipeline.ts`)
  })

  it("lead to files that are there", () => {
    const lost = edges("").filter(({ to }) => /^(packages|services)\//.test(to) && !graph.has(to))
    expect(show(lost)).toEqual([])
  })

  it.each(Object.entries(mayImport))("of core/%s go to %j and itself only", (folder, allowed) => {
    const homes = [folder, ...allowed].map((name) => `${core}${name}/`)
    const strayed = edges(`${core}${folder}/`).filter(
      ({ to }) => to.startsWith(core) && !everywhere.includes(to) && !homes.some((home) => to.startsWith(home)),
    )
    expect(show(strayed)).toEqual([])
  })

  it("of core/identity bring no effect, no clock, no chance and no I/O", () => {
    const pure = ["zod", "fastest-levenshtein", "@skyra/jaro-winkler"]
    const strangers = edges(`${core}identity/`).filter(({ to }) => !to.startsWith(core) && !pure.includes(to))
    expect(show(strangers)).toEqual([])
    const impure = /\b(Date\.now|new Date\(\)|Math\.random|performance\.|process\.|fetch\(|setTimeout|console\.)/
    const files = [...graph.keys()].filter((file) => file.startsWith(`${core}identity/`))
    expect(files.filter((file) => impure.test(textOf(file)))).toEqual([])
  })

  it("of the core never go to a service, a simulator or the runtime", () => {
    expect(
      show(edges(core).filter(({ to }) => /^(packages|services|infra)\//.test(to) && !to.startsWith(core))),
    ).toEqual([])
  })

  it("of a service go to the core only, but for the console, which replays through the webhook and tries what would be decided", () => {
    const others = ["services/ingress-redactor/src/ReceiveEvent.ts", "services/resolver/src/DecideEvent.ts"]
    const strayed = edges("services/").filter(({ from, to }) => {
      const own = from.split("/").slice(0, 2).join("/")
      const isNeighbour = /^(packages|services)\//.test(to) && !to.startsWith(core) && !to.startsWith(`${own}/`)
      return isNeighbour && !(own === "services/console" && others.includes(to))
    })
    expect(show(strayed)).toEqual([])
  })

  it("of the simulators stay among themselves: they stand for somebody else's program", () => {
    const simulators = "packages/simulators/"
    const strayed = edges(simulators).filter(
      ({ to }) => /^(packages|services)\//.test(to) && !to.startsWith(simulators),
    )
    expect(show(strayed)).toEqual([])
  })

  it("make no cycle", () => {
    const done = new Set<string>()
    const cycleFrom = (file: string, path: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
      if (done.has(file)) return undefined
      for (const to of graph.get(file) ?? []) {
        const cycle = cycleFrom(to, [...path, file])
        if (cycle !== undefined) return cycle
      }
      done.add(file)
      return undefined
    }
    expect([...graph.keys()].map((file) => cycleFrom(file, [])).find((cycle) => cycle !== undefined)).toBeUndefined()
  })

  it("go to where a thing is: no file only hands on what others export", () => {
    const handsOn = (file: string) => {
      const rest = textOf(file)
        .replaceAll(/^\s*(\/\/.*|\/?\*.*)$/gm, "")
        .replaceAll(/^export\s+(type\s+)?(\*|\{[^}]*\})[^;{]*?from\s+"[^"]+"/gm, "")
      return rest.trim() === "" || /^export\s+\*/m.test(textOf(file))
    }
    expect([...graph.keys()].filter(handsOn)).toEqual([])
  })
})
