import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import { services } from "@kith/core/pipeline"
import { queues } from "@kith/core/topics/Queues"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { root } from "./bundle/Paths.ts"
import { startEngine } from "./fixtures/Engine.ts"
import { shipped } from "./fixtures/Stack.ts"

const host = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run/index.js")
const images = Object.fromEntries(
  services.map((service) => [service, `r.example.com/${service}@sha256:${"a".repeat(64)}`]),
)

/** As `pulumi up` starts it, with `typescript: false` of Pulumi.yaml. */
const run = async (config: Record<string, string>) => {
  const engine = await startEngine()
  const to = ["--monitor", engine.address, "--engine", engine.address, "--project", "kith", "--stack", "prod"]
  // What the engine makes of `main`: the file's folder to run in, and its name.
  const { main } = parse(readFileSync(join(root, "infra/Pulumi.yaml"), "utf8")) as { main: string }
  const pwd = join(root, "infra", dirname(main))
  const child = spawn(process.execPath, [host, ...to, "--parallel", "16", "--pwd", pwd, basename(main)], {
    cwd: pwd,
    env: { PATH: process.env["PATH"], PULUMI_NODEJS_TYPESCRIPT: "false", PULUMI_CONFIG: JSON.stringify(config) },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let said = ""
  const listen = (chunk: Buffer) => {
    said += chunk
  }
  child.stdout.on("data", listen)
  child.stderr.on("data", listen)
  const [code] = await once(child, "exit")
  engine.stop()
  return { code, said, registered: engine.registered, complaints: engine.complaints }
}

describe("Pulumi's own Node host", { timeout: 60_000 }, () => {
  it("loads the program and registers everything there is", async () => {
    const image = { "kith:deploy": "image", "kith:images": JSON.stringify(images) }
    const { code, said, registered, complaints } = await run({ ...shipped("prod"), ...image })
    expect({ code, complaints, said }).toMatchObject({ code: 0, complaints: [] })
    const named = (type: string) => registered.filter((one) => one.type === type).map(({ name }) => name)
    expect(named("gcp:cloudrunv2/service:Service").sort()).toEqual([...services].sort())
    expect(named("gcp:pubsub/subscription:Subscription").sort()).toEqual(queues.map(({ name }) => name).sort())
    expect(named("gcp:monitoring/alertPolicy:AlertPolicy").length).toBeGreaterThan(queues.length)
    expect(new Set(registered.map(({ type, name }) => `${type} ${name}`)).size).toBe(registered.length)
  })

  it("ends with the key that is wrong, and registers nothing", async () => {
    const { code, complaints, registered } = await run({ ...shipped("prod"), "kith:region": "Frankfurt" })
    expect(code).not.toBe(0)
    expect(complaints.join()).toContain("Missing or wrong in the stack's configuration: region")
    expect(registered.filter(({ type }) => type.startsWith("gcp:"))).toEqual([])
  })
})
