import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { type Counts, openCounted } from "./Counted.ts"
import { guideEvent } from "./Events.ts"

/** What `docs/cost.md` is computed from. `vitest --update` writes it anew; `pnpm cost` then the document. */
const stated = fileURLToPath(new URL("../../infra/src/cost/operations.json", import.meta.url))

const ann = { email: "ann@example.com", visitorId: "visitor-ann" }
const bob = { phone: "+493012345678", visitorId: "visitor-bob" }
const one = guideEvent("Created", 1, { id: "one", custom: ann })
const two = guideEvent("Created", 2, { id: "two", custom: bob })

/** What came before, and what is counted. */
const kinds = {
  "new person": { before: [], event: one },
  "known person": { before: [one], event: guideEvent("Created", 2, { id: "two", custom: ann }) },
  duplicate: { before: [one], event: one },
  "irrelevant update": { before: [one], event: guideEvent("Updated", 3, { id: "one", custom: ann }) },
  merge: { before: [one, two], event: guideEvent("Created", 3, { id: "three", custom: { ...ann, phone: bob.phone } }) },
} as const

const count = async ({ before, event }: (typeof kinds)[keyof typeof kinds]): Promise<Counts> => {
  const world = await openCounted()
  for (const earlier of before) await world.costOf(earlier)
  // A duplicate that gets through: the webhook's own memory would drop it at the door.
  if (before.some((earlier) => earlier === event)) world.forget()
  const counted = await world.costOf(event)
  await world.close()
  // Ids and times differ by some bytes from run to run.
  const rounded = (bytes: number) => Math.ceil(bytes / 100) * 100
  return Object.fromEntries(
    Object.entries(counted).map(([service, cost]) => [service, { ...cost, bytes: rounded(cost.bytes) }]),
  )
}

describe("What an event costs", () => {
  const counted: Record<string, Counts> = {}
  beforeAll(async () => {
    for (const [kind, play] of Object.entries(kinds)) counted[kind] = await count(play)
  })

  it("is what the table says", async () => {
    await expect(`${JSON.stringify(counted, null, 2)}\n`).toMatchFileSnapshot(stated)
  })

  it.each(Object.keys(kinds))("is within the budget of document round trips: %s", (kind) => {
    const { "ingress-redactor": ingress, resolver } = counted[kind] ?? {}
    expect(ingress?.roundTrips).toBeLessThanOrEqual(1)
    expect(resolver?.roundTrips ?? 0).toBeLessThanOrEqual(kind === "duplicate" ? 2 : 3)
  })
})
