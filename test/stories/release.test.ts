import { globSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { collections, Persons } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import type { PersonRecord } from "@kith/core/identity/Records"
import { queues } from "@kith/core/topics/Queues"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openCounted } from "./Counted.ts"
import { guideEvent } from "./Events.ts"

interface Release {
  readonly documents: ReadonlyArray<{
    readonly collection: string
    readonly id: string
    readonly body: unknown
    readonly tags: ReadonlyArray<string>
  }>
  readonly messages: ReadonlyArray<{
    readonly subscription: string
    readonly data: unknown
    readonly attributes: Record<string, string>
  }>
}

const folder = fileURLToPath(new URL("../release", import.meta.url))
const releases = globSync("*.json", { cwd: folder }).map((file): readonly [string, Release] => [
  basename(file, ".json"),
  JSON.parse(readFileSync(join(folder, file), "utf8")),
])
const collectionOf = (name: string) => {
  const found = collections.find((collection) => collection.name === name)
  if (found === undefined) throw new Error(`no collection ${name}`)
  return found
}

/** During a roll-out both releases work on one store and take each other's messages. */
describe.each(releases)("What release %s left behind", (_, { documents, messages }) => {
  let world: Awaited<ReturnType<typeof openCounted>>
  beforeEach(async () => {
    world = await openCounted()
    const writes = documents.map(({ collection, id, body, tags }) => {
      return { op: "put", ref: ref<unknown>(collectionOf(collection), id), body, tags } as const
    })
    await world.run(Documents.use((store) => store.commit({ writes })))
  })
  afterEach(() => world.close())

  const read = (collection: string, id: string) =>
    world.run(Documents.use((store) => store.getMany([ref<unknown>(collectionOf(collection), id)])))
  const persons = async () => {
    const found = await world.run(Documents.use((store) => store.list(Persons, { limit: 500 })))
    return new Map(found.map(({ id, body }): [string, PersonRecord] => [id, body]))
  }

  it("holds something of every kind", () => {
    const held = new Set(documents.map(({ collection }) => collection))
    expect(held.size).toBeGreaterThanOrEqual(8)
    expect(new Set(messages.map(({ subscription }) => subscription)).size).toBe(7)
  })

  it("can be read, document by document", async () => {
    for (const { collection, id } of documents) {
      const [found] = await read(collection, id)
      expect(found?.id).toBe(id)
    }
  })

  it("is taken for done when its messages come again: nobody becomes somebody else", async () => {
    const before = await persons()
    for (const { subscription, data, attributes } of messages) {
      const service = queues.find(({ name }) => name === subscription)?.service
      if (service === undefined) throw new Error(`no ${subscription}`)
      await world.deliverTo(subscription, service, data, attributes)
    }
    const idsOf = (all: ReadonlyMap<string, PersonRecord>) => [...all].map(([id, { state }]) => `${id} ${state}`)
    expect(idsOf(await persons())).toEqual(idsOf(before))
  })

  it("goes on: who was known is known", async () => {
    const customerIn = (body: unknown) =>
      (body as { sightings: [{ outcome: { customerId: string } }] }).sightings[0].outcome.customerId
    const before = documents.find(({ collection, id }) => collection === "interactions" && id === "ann-2")
    await world.costOf(guideEvent("Created", 1, { id: "after-the-upgrade", custom: { email: "ann@example.com" } }))
    const [after] = await read("interactions", "after-the-upgrade")
    expect(customerIn(after?.body)).toBe(customerIn(before?.body))
  })
})
