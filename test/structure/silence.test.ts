import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { graph, root, textOf } from "./Sources.ts"

const product = [...graph.keys()].filter((file) => !/^(packages\/simulators|infra)\//.test(file))
const holding = (pattern: RegExp) => product.filter((file) => pattern.test(textOf(file)))
/** The commands and the demo speak to whoever called them. */
const isCommand = (file: string) => /^packages\/(local|cli)\/src\//.test(file)

describe("What may be shown", () => {
  it("is what the compiler lets pass: words, numbers and what is made of them", () => {
    const fixture = "test/structure/fixtures/silence"
    const wrong = readFileSync(`${root}/${fixture}/leaks.ts`, "utf8").split("\n")
    const expected = wrong.flatMap((line, i) =>
      line.includes("// leaks") ? [line.trim() === "// leaks" ? i + 2 : i + 1] : [],
    )
    let output = ""
    try {
      execFileSync("node_modules/.bin/tsc", ["--noEmit", "-p", `${fixture}/tsconfig.json`], { cwd: root })
    } catch (failed) {
      output = String((failed as { readonly stdout: Buffer }).stdout)
    }
    const found = [...output.matchAll(/leaks\.ts\((\d+),\d+\): error TS\d+/g)].map(([, line]) => Number(line))
    expect(expected.length).toBeGreaterThan(20)
    expect(
      [...new Set(found)].sort((x, y) => x - y),
      output,
    ).toEqual(expected)
    expect(output.split("\n").filter((line) => line.includes("error") && !line.includes("leaks.ts"))).toEqual([])
  }, 120_000)

  it("is vouched for in few places, each of which says why nothing can be in it", () => {
    expect(holding(/\bvouched\(/)).toEqual([
      "packages/core/src/documents/SqliteFailed.ts",
      "packages/core/src/http/FirstIssue.ts",
      "packages/core/src/interaction/GenesysTopic.ts",
      "packages/core/src/settings/Environment.ts",
    ])
    expect(holding(/ as Harmless\b/)).toEqual(["packages/core/src/telemetry/Harmless.ts"])
  })

  it("goes to the log by one way, and to nobody's terminal from a service", () => {
    expect(holding(/\bEffect\.log|\bLogEntry\.of\b/)).toEqual(["packages/core/src/telemetry/Log.ts"])
    const speaking = holding(/\bconsole\.(log|error|warn|info|debug)\b|\bprocess\.(stdout|stderr)\b/)
    expect(speaking.filter((file) => !isCommand(file))).toEqual([
      "packages/core/src/settings/Environment.ts",
      "packages/core/src/telemetry/Logging.ts",
    ])
  })

  it("is all that errors, spans and metrics hold", () => {
    expect(holding(/\bData\.(TaggedError|Error)\b/)).toEqual(["packages/core/src/telemetry/HarmlessError.ts"])
    expect(holding(/annotateCurrentSpan|annotateSpans|annotateLogs|Effect\.track|\bMetric\./)).toEqual([])
    const spans = product.flatMap((file) =>
      [...textOf(file).matchAll(/withSpan\(\s*(["`].*?["`])/g)].map(([, name]) => name),
    )
    const parts = spans.flatMap((name = "") => [...name.matchAll(/\{([^}]*)\}/g)].map(([, part]) => part))
    // A method is one that Node's parser knows; the others are names of ours.
    expect([...new Set(parts)].sort()).toEqual(["name", "request.method", "subscription", "system"])
  })
})
