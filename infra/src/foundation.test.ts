import { describe, expect, it } from "vitest"
import { runStack, shipped } from "./fixtures/Stack.ts"

describe("A stack whose secrets are still to be filled in", () => {
  it("has everything but what needs the services, and says which secrets there are", async () => {
    const { graph, outputs } = await runStack("prod", { ...shipped("prod"), "kith:deploy": "none" })
    const types = new Set(graph.map(({ type }) => type))
    expect([...types]).toEqual(
      expect.arrayContaining([
        "gcp:firestore/database:Database",
        "gcp:pubsub/topic:Topic",
        "gcp:secretmanager/secret:Secret",
        "gcp:logging/metric:Metric",
      ]),
    )
    for (const type of ["cloudrunv2/service:Service", "pubsub/subscription:Subscription", "cloudscheduler/job:Job"]) {
      expect([...types]).not.toContain(`gcp:${type}`)
    }
    expect(outputs).toMatchObject({ secrets: expect.arrayContaining(["kith-pepper", "kith-webhook-tokens"]) })
  })
})
