import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ServiceEnvironment as Console } from "@kith/console/settings"
import { GoogleCloudEnvironment as Resolver } from "@kith/core/settings/GoogleCloud"
import { ServiceEnvironment as CrmSync } from "@kith/crm-sync/settings"
import { ServiceEnvironment as Ingress } from "@kith/ingress-redactor/settings"
import { ServiceEnvironment as Writeback } from "@kith/writeback/settings"
import { beforeAll, describe, expect, it } from "vitest"
import { root } from "./bundle/Paths.ts"
import { isReadBy, secrets, variables } from "./Environment.ts"
import { at } from "./fixtures/laws/Law.ts"
import { type Graph, runStack } from "./fixtures/Stack.ts"
import { tasks } from "./Schedule.ts"

const schemas = {
  "ingress-redactor": Ingress,
  resolver: Resolver,
  "crm-sync": CrmSync,
  writeback: Writeback,
  console: Console,
}
const of = Object.entries(schemas) as ReadonlyArray<[keyof typeof schemas, (typeof schemas)[keyof typeof schemas]]>

interface Variable {
  readonly name: string
  readonly value?: string
}

describe("What the services are given", () => {
  let graph: Graph = []
  beforeAll(async () => {
    graph = (await runStack("prod")).graph
  }, 60_000)

  const given = (service: string): ReadonlyArray<Variable> => {
    const found = graph.find(({ type, name }) => type === "gcp:cloudrunv2/service:Service" && name === service)
    return (found && (at(found, "template", "containers", 0, "envs") as ReadonlyArray<Variable> | undefined)) ?? []
  }

  it.each(of)("is enough for %s to start", (service, schema) => {
    const env = given(service).map(({ name, value = "a-secret-of-more-than-32-characters" }) => [name, value])
    expect(schema.safeParse(Object.fromEntries(env)).error?.issues).toBeUndefined()
  })

  it.each(of)("can be everything that %s reads", (service, schema) => {
    const computed = given(service).map(({ name }) => name)
    const configurable = Object.entries({ ...variables, ...secrets }).flatMap(([name, one]) =>
      isReadBy(one, service) ? [name] : [],
    )
    // Cloud Run gives the port, and production has no emulator; the webhook is not pushed to, and not scheduled.
    const elsewhere = ["PORT", "PUBSUB_EMULATOR_HOST", "SCHEDULER_SERVICE_ACCOUNT"]
    const pushed =
      service === "ingress-redactor" ? Object.keys(schema.shape).filter((name) => name.startsWith("PUBSUB_")) : []
    const possible = [...computed, ...configurable, ...elsewhere, ...pushed]
    expect(Object.keys(schema.shape).filter((name) => !possible.includes(name))).toEqual([])
  })
})

describe("The scheduler", () => {
  it("calls every task there is, and no other", () => {
    const routes = globSync("services/*/src/**/*.ts", { cwd: root }).flatMap((file) =>
      file.endsWith(".test.ts")
        ? []
        : [...readFileSync(join(root, file), "utf8").matchAll(/"POST \/tasks\/([a-z-]+)"/g)].map(
            ([, task]) => `${file.split("/")[1]} ${task}`,
          ),
    )
    expect([...new Set(routes)].sort()).toEqual(tasks.map(({ service, name }) => `${service} ${name}`).sort())
  })
})
