import { services } from "@kith/core/pipeline"
import { describe, expect, it } from "vitest"
import { runStack, shipped } from "./fixtures/Stack.ts"

const digest = `sha256:${"a".repeat(64)}`
const images = Object.fromEntries(
  services.map((service) => [service, `europe-docker.pkg.dev/p/kith/${service}@${digest}`]),
)

describe("A stack that runs images", () => {
  it("runs each by its digest on a restored database, uploads nothing, and can do without grants to everybody", async () => {
    const image = {
      "kith:deploy": "image",
      "kith:images": JSON.stringify(images),
      "kith:publicAccess": "invoker-check-off",
      "kith:restoredDatabase": "kith-restored",
    }
    const { graph } = await runStack("prod", { ...shipped("prod"), ...image })
    const found = new Map(
      graph.filter(({ type }) => type === "gcp:cloudrunv2/service:Service").map((one) => [one.name, one]),
    )
    const running = services.flatMap((service) => found.get(service) ?? [])
    expect(running.map(({ inputs }) => inputs["template"])).toEqual(
      services.map((service) =>
        expect.objectContaining({ containers: [expect.objectContaining({ image: images[service] })] }),
      ),
    )
    expect(JSON.stringify(running).split('"value":"kith-restored"')).toHaveLength(services.length + 1)
    expect(JSON.stringify(running)).not.toContain("sourceCode")
    expect(graph.filter(({ type }) => type.startsWith("gcp:storage/"))).toEqual([])
    expect(JSON.stringify(graph)).not.toContain("allUsers")
    expect(running.filter(({ inputs }) => inputs["invokerIamDisabled"]).map(({ name }) => name)).toEqual([
      "ingress-redactor",
      "console",
    ])
  })
})
