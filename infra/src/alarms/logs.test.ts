import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../bundle/Paths.ts"
import { type LogMetric, logMetrics } from "./logs.ts"

const code = globSync("{packages/core,services/*}/src/**/*.ts", { cwd: root })
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n")
const loggable = readFileSync(join(root, "packages/core/src/telemetry/Loggable.ts"), "utf8")

describe("What is counted of the log", () => {
  it.each(Object.entries<LogMetric>(logMetrics))("%s is written by somebody, field by field", (_, metric) => {
    const { filter, labels = {}, millis } = metric
    const [, message] = /jsonPayload\.message =~? "([a-z ]+)"/.exec(filter) ?? []
    expect(code).toMatch(new RegExp(`log(Info|Warning|Error)\\("[a-z ]*${message?.trim()}"`))
    const fields = [...`${filter} ${Object.values(labels)}`.matchAll(/jsonPayload\.([A-Za-z]+)\b/g)].map(
      ([, name]) => name,
    )
    const own = new Set(["message", "serviceContext"])
    for (const field of [...fields, millis].filter((name) => name !== undefined && !own.has(name))) {
      expect(loggable).toContain(`"${field}"`)
    }
  })

  it("knows a vendor by the first word of its reasons, and its limits by theirs", () => {
    const system =
      /REGEXP_EXTRACT\(jsonPayload\.reason, "(.*)"\)/.exec(logMetrics["vendor-failures"].labels.system)?.[1] ?? "$^"
    expect(new RegExp(system).exec("salesforce is unavailable: status 503")?.[1]).toBe("salesforce")
    const limits = new RegExp(/reason =~ "(.*)"/.exec(logMetrics["vendor-limits"].filter)?.[1] ?? "$^")
    for (const reason of ["genesys is unavailable: status 429", "genesys is unavailable: the rate limit is used up"]) {
      expect(reason).toMatch(limits)
    }
    expect("salesforce is unavailable: status 503").not.toMatch(limits)
  })
})
