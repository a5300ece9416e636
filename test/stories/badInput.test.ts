import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import type { Ledger } from "./Client.ts"
import { at, guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

let centre: Centre
beforeAll(async () => {
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } })
})
afterAll(() => centre.close())

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`
const eventAt = (id: string, eventTime: unknown) => ({ ...guideEvent("Created", 0, { id }), eventTime })

/** What is counted, the kinds of rejection beside the endings. */
const counts = ({ rejected, balanced: _, pending: __, ...endings }: Ledger) => ({ ...endings, ...rejected })
const difference = (before: Ledger, after: Ledger) => {
  const was: Readonly<Record<string, number>> = counts(before)
  return Object.fromEntries(
    Object.entries(counts(after)).flatMap(([name, n]) => (n === was[name] ? [] : [[name, n - (was[name] ?? 0)]])),
  )
}

interface Case {
  readonly what: string
  readonly body: unknown
  readonly status: number
  readonly title?: string
  readonly detail?: string
  /** By how much each count goes up. */
  readonly counted: Readonly<Record<string, number>>
  /** Why it is kept for replay; nothing where it is not. */
  readonly kept?: string
}

const unreadable = { status: 400, title: "Unreadable body", counted: { invalid: 1 }, kept: "UnreadableBody" }
const invalid = { status: 400, title: "Invalid event", counted: { invalid: 1 }, kept: "InvalidEvent" }
const irrelevant = { status: 202, counted: { accepted: 1, irrelevant: 1 } }
const applied = { status: 202, counted: { accepted: 1, applied: 1 } }

const cases: ReadonlyArray<Case> = [
  { what: "no JSON", body: '{"id": "bad-1", ', ...unreadable, detail: "notJson" },
  { what: "nothing at all", body: "", ...unreadable, detail: "notJson" },
  { what: "no UTF-8", body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), ...unreadable, detail: "notUtf8" },
  { what: "JSON too deep to be read", body: nested(40), ...unreadable, detail: "tooDeep" },
  { what: "JSON so deep that a parser would fall over", body: nested(40_000), ...unreadable, detail: "tooDeep" },
  { what: "__proto__", body: '{"id":"bad-2","__proto__":{"admin":true}}', ...unreadable, detail: "forbiddenKey" },
  {
    what: "__proto__ in escapes",
    body: '{"id":"bad-3","attributes":{"\\u005f_proto__":{"admin":true}}}',
    ...unreadable,
    detail: "forbiddenKey",
  },
  {
    what: "a constructor",
    body: '{"id":"bad-4","constructor":{"prototype":{}}}',
    ...unreadable,
    detail: "forbiddenKey",
  },
  { what: "a list", body: [], ...invalid },
  { what: "a number as id", body: { id: 7 }, ...invalid, detail: "id: invalid_type" },
  { what: "text where there should be attributes", body: { id: "bad-5", attributes: "none" }, ...invalid },
  { what: "an event type that is no text", body: { eventType: 7, interaction: { id: "bad-6" } }, ...invalid },
  { what: "a time that is none", body: eventAt("bad-7", "yesterday"), ...invalid },
  { what: "a time before 1970", body: eventAt("bad-8", "1969-12-31T23:59:59Z"), ...invalid },
  {
    what: "an unknown event type",
    body: { ...eventAt("odd-1", at(0)), eventType: "Interaction.Pondered" },
    ...irrelevant,
  },
  { what: "an update without news", body: guideEvent("Updated", 0, { id: "odd-2" }), ...irrelevant },
  { what: "a channel nobody knew", body: guideEvent("Created", 0, { id: "odd-3", type: "hologram" }), ...applied },
  { what: "a time of tomorrow", body: eventAt("odd-4", "2999-01-01T00:00:00Z"), ...applied },
  { what: "a time of long ago", body: eventAt("odd-5", "1971-02-03T04:05:06Z"), ...applied },
]

describe("The webhook is sent", () => {
  it.each(cases)("$what", async ({ body, status, title, detail, counted, kept }) => {
    const before = { ledger: await centre.settled(), kept: await centre.deadLetters() }
    const answer = await centre.post(body)
    expect(answer.status).toBe(status)
    if (title !== undefined) {
      expect(answer.headers.get("content-type")).toBe("application/problem+json")
      expect(answer.body).toMatchObject({ title, status, ...(detail !== undefined && { detail }) })
    }
    expect(difference(before.ledger, await centre.settled())).toEqual(counted)
    const known = new Set(before.kept.map(({ id }) => id))
    const newlyKept = (await centre.deadLetters()).filter(({ id }) => !known.has(id))
    expect(newlyKept.map(({ reason, state, origin }) => ({ reason, state, origin }))).toEqual(
      kept === undefined ? [] : [{ reason: kept, state: "waiting", origin: { webhook: "/webhooks/genesys" } }],
    )
  })

  it.each([
    ["a body beyond any event", 300 * 1024],
    ["a body beyond what is even read", 3 * 1024 * 1024],
  ])("%s, which is not kept", async (_, size) => {
    const before = { ledger: await centre.ledger(), kept: await centre.deadLetters() }
    expect(await centre.post({ id: "big", note: "x".repeat(size) })).toMatchObject({ status: 413 })
    await eventually(async () => expect(difference(before.ledger, await centre.ledger())).toEqual({ tooLarge: 1 }))
    expect(await centre.deadLetters()).toEqual(before.kept)
  })

  it("something by a stranger, who learns nothing and leaves nothing", async () => {
    const before = { ledger: await centre.ledger(), kept: await centre.deadLetters() }
    const event = guideEvent("Created", 0, { id: "stranger", custom: { email: "mallory@example.com" } })
    for (const body of [event, "{", { id: 7 }]) {
      const answer = await centre.post(body, { token: "a-token-that-was-guessed" })
      expect(answer).toMatchObject({ status: 401, body: { title: "Unauthenticated" } })
    }
    expect(difference(before.ledger, await centre.ledger())).toEqual({ unauthenticated: 3 })
    expect(await centre.deadLetters()).toEqual(before.kept)
    expect(centre.store.mentions("mallory")).toBe(false)
  })
})

describe("What is odd but accepted", () => {
  it("is counted by its reason", () => {
    const { counter } = centre.store
    expect(["irrelevant.unknownEventType", "irrelevant.nothingNew", "timeReplaced"].map(counter)).toEqual([1, 1, 1])
  })

  it("from tomorrow does not win against what happens today", async () => {
    const { lastInteractionAt } = await centre.profile(await centre.customerIn("odd-4"))
    expect(Date.parse(String(lastInteractionAt))).toBeLessThanOrEqual(Date.now())
  })
})

describe("What was kept", () => {
  it("holds no card number", async () => {
    await centre.post({ id: 7, note: "my card is 4111 1111 1111 1111" })
    expect(JSON.stringify(await centre.deadLetters())).not.toMatch(/4111.?1111.?1111.?1111/)
    expect(centre.store.mentions("4111 1111 1111 1111")).toBe(false)
  })

  it("is still refused before a fix, and takes its way after it", async () => {
    const broken = { id: 8, attributes: { custom: { email: "rosa@example.com" } } }
    await centre.post(broken)
    const kept = (await centre.deadLetters()).find(({ data }) => JSON.stringify(data) === JSON.stringify(broken))
    if (kept === undefined) throw new Error("the event was not kept")
    expect(await centre.replay(kept.id)).toMatchObject({ status: 422, body: { title: "Still refused" } })

    // The fix: what is kept is now an event that this release reads.
    const record = centre.store.body("dead-letters", kept.id)
    centre.store.overwrite("dead-letters", kept.id, record.replace('"id":8', '"id":"fixed-1"'))
    const before = await centre.settled()
    expect(await centre.replay(kept.id)).toMatchObject({ status: 200, body: { state: "replayed" } })
    expect(difference(before, await centre.settled())).toEqual({ accepted: 1, applied: 1 })
    expect(await centre.search({ email: "rosa@example.com" })).toMatchObject({ found: true })
    expect(await centre.replay(kept.id)).toMatchObject({ status: 409 })
    expect(await centre.deadLetters()).toContainEqual(expect.objectContaining({ id: kept.id, state: "replayed" }))
  })

  it("disturbs nobody else", async () => {
    const fine = guideEvent("Created", 5, { id: "fine-1", custom: { email: "fine@example.com" } })
    await Promise.all([centre.post("{"), centre.post(fine), centre.post(nested(50))])
    await centre.settled()
    expect(await centre.interaction("fine-1")).toMatchObject({ status: "resolved" })
  })
})
