import { Documents, ref } from "@kith/core/documents/Documents"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import * as z from "zod"
import { documentsConformance } from "../conformance/documents.ts"
import { memoryDocuments } from "./MemoryDocuments.ts"
import { MemoryStore } from "./MemoryStore.ts"

documentsConformance("MemoryDocuments", {
  layer: () => Layer.sync(Documents, () => memoryDocuments(new MemoryStore())),
  endingsCountOnce: true,
})

it("lets nobody change what it has read", async () => {
  const lists = { name: say`lists`, schema: z.object({ items: z.array(z.string()) }) }
  const documents = memoryDocuments(new MemoryStore())
  await Effect.runPromise(documents.commit({ writes: [{ op: "put", ref: ref(lists, "a"), body: { items: ["x"] } }] }))
  const [found] = await Effect.runPromise(documents.getMany([ref(lists, "a")]))
  expect(() => found?.body.items.push("y")).toThrow(TypeError)
})
