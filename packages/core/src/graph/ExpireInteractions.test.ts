import { Effect, Layer, ManagedRuntime } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { Interactions } from "../documents/Collections.ts"
import { Documents, ref } from "../documents/Documents.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import * as SqliteDocuments from "../documents/SqliteDocuments.ts"
import { Keys, makeKeyring } from "../identifier/Keyring.ts"
import type { KnownInteraction } from "../identity/Records.ts"
import { CurrentPrivacyPolicy, dayMillis, defaultPrivacyPolicy } from "../settings/PrivacyPolicy.ts"
import { Topics } from "../topics/Topics.ts"
import { expireInteractions } from "./ExpireInteractions.ts"
import { lastSeenIn } from "./MonthTags.ts"

const runtime = ManagedRuntime.make(
  Layer.mergeAll(
    SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
    Layer.succeed(Keys, makeKeyring("a pepper of this test")),
    Layer.succeed(Topics, { publish: () => Effect.void }),
  ),
)
afterEach(() => runtime.dispose())

const seenLast = (interactionId: string, daysAgo: number): KnownInteraction => ({
  schema: 1,
  state: "known",
  interactionId,
  dialect: "guide",
  first: 0,
  last: Date.now() - daysAgo * dayMillis,
  named: false,
  participants: {},
  sightings: [],
  events: [],
})

const put = (body: KnownInteraction) =>
  Documents.use((documents) =>
    documents.commit({
      writes: [{ op: "put", ref: ref(Interactions, body.interactionId), body, tags: [lastSeenIn(body.last)] }],
    }),
  )
const left = Documents.use((documents) => documents.list(Interactions, { limit: 10 }))
const keeping = (interactions?: number) =>
  Effect.provideService(expireInteractions(), CurrentPrivacyPolicy, {
    ...defaultPrivacyPolicy,
    retentionDays: { ...defaultPrivacyPolicy.retentionDays, ...(interactions !== undefined && { interactions }) },
  })

describe("the retention of interactions", () => {
  it("lets go what was last heard of before it, to the day, and keeps everything where there is none", async () => {
    const ages = [0, 29, 31, 62, 700, 3_000]
    await runtime.runPromise(Effect.forEach(ages, (age) => put(seenLast(`days-${age}`, age))))
    expect(await runtime.runPromise(keeping())).toBe(0)
    expect(await runtime.runPromise(keeping(30))).toBe(4)
    expect((await runtime.runPromise(left)).map(({ id }) => id)).toEqual(["days-0", "days-29"])
    expect(await runtime.runPromise(keeping(30))).toBe(0)
  })
})
