import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { bytesIn, type Canary, canary, chance, found, tracesOf } from "./Canaries.ts"
import { type Centre, openCentre } from "./Centre.ts"
import type { Answer } from "./Client.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

/** `KITH_CANARIES=1000` plays more of them; `KITH_SEED` another day. */
const people = Number(process.env["KITH_CANARIES"] ?? 90)
const random = chance(Number(process.env["KITH_SEED"] ?? 7))
const below = (n: number) => Math.floor(random() * n)

const canaries = Array.from({ length: people }, (_, n) => canary(n, random))
const traces = (of: Iterable<number>) =>
  new Map([...of].flatMap((n) => tracesOf(canaries[n] as Canary).map((trace) => [trace, n] as const)))
const everybody = traces(canaries.keys())
const forgotten = canaries.map((_, n) => n).filter((n) => n % 3 === 0)

const logs: Array<string> = []
let centre: Centre
beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const { write } = stream
    vi.spyOn(stream, "write").mockImplementation((...args) => {
      logs.push(String(args[0]))
      return String(args[0]).startsWith("{") || Reflect.apply(write, stream, args)
    })
  }
  centre = await openCentre(
    { genesys: { unknownInteractions: "adopt", allowedPerMinute: 100_000 } },
    { LOG_LEVEL: "trace", GENESYS_GDPR: "delete" },
  )
})
afterAll(async () => {
  vi.restoreAllMocks()
  await centre.close()
})

const kinds = ["Created", "Updated", "Started", "Ended"] as const

/** Some of what somebody says, now in one way and now in another. */
const says = ({ email, phone, ...rest }: Canary, seed: number): Record<string, unknown> => {
  const shown = {
    email: seed % 2 ? email.toUpperCase() : email,
    phone: seed % 3 ? phone : `${phone.slice(2)}`,
    ...rest,
  }
  const always = ["visitorId", "lastName"] as const
  const names = Object.keys(shown).filter((_, i) => (seed >> i) % 2 === 0) as Array<keyof typeof shown>
  return Object.fromEntries([...names, ...always].map((name) => [name, shown[name]]))
}

/** One thing that happens: mostly an event, sometimes one that cannot be read, sometimes one that was sent before. */
const event = (n: number): unknown => {
  const who = canaries[n] as Canary
  const custom = says(who, below(256))
  const kind = below(20)
  // What names nobody must stand in an interaction that is known to be somebody's: nothing else could connect it.
  const id = `canary-${n}-${kind === 1 || kind === 3 ? 0 : below(4)}`
  if (kind === 0) return { id: 9, attributes: { custom } }
  if (kind === 1) return `{"id": "${id}", "attributes": {"custom": ${JSON.stringify(custom)}`
  if (kind === 2)
    return { id, attributes: 3, customerName: who.lastName, note: `write to ${who.email} or ${who.phone}` }
  if (kind === 3)
    return guideEvent("Updated", below(60), { id, custom: { lastName: who.lastName, company: who.company } })
  // Somebody may speak of somebody else, and of nobody by what only their own words would tell.
  if (kind === 4)
    custom["company"] = `${who.company} of ${canaries[below(people)]?.email}, ${canaries[below(people)]?.phone}`
  return guideEvent(kinds[below(4)] ?? "Created", below(60), {
    id,
    custom,
    type: random() < 0.3 ? "voice" : "webchat",
    address: who.phone,
  })
}

const sent: Array<unknown> = []
const send = async (events: ReadonlyArray<unknown>) => {
  sent.push(...events)
  await Promise.all(events.map((one) => centre.post(one)))
}
const traffic = (n: number, whom: () => number = () => below(people)) => Array.from({ length: n }, () => event(whom()))

const answers: Array<Answer> = []
/** What was ordered, by the erasure that it is. */
const ordered = new Map<string, unknown>()
const order = async (subject: unknown) => {
  const answer = await centre.ask("POST /erasures", subject)
  answers.push(answer)
  ordered.set(String(answer.body["erasureId"]), subject)
}
const erase = async (n: number) => {
  const { email, phone, external_id } = canaries[n] as Canary
  const subjects = [{ email }, { phone }, { crm: { namespace: "external", id: external_id } }]
  for (const each of [subjects[below(3)], ...subjects]) await order(each)
}

/** Genesys takes its time: ordering it again is also how it is asked how far it is. */
const done = async () => {
  for (const [id, subject] of ordered) {
    const answer = await centre.ask(`GET /erasures/${id}`)
    if (answer.body["status"] !== "done") await order(subject)
    expect(answer.body).toMatchObject({ status: "done" })
  }
}

describe("People of whom a third is erased in the middle of everything", () => {
  it("come, are erased while events wait, vendors are away and dead letters lie about, and come again", async () => {
    await send(canaries.map((who, n) => guideEvent("Created", n % 60, { id: `canary-${n}-0`, custom: { ...who } })))
    await send(traffic(people * 2))
    await centre.settled()

    // Some of their components cannot be read for a while: what is said of them is given up.
    const broken = new Map<string, string>()
    for (const id of centre.store.ids("components").slice(0, 12)) {
      broken.set(id, centre.store.overwrite("components", id, '{"schema":1}'))
    }
    await send(traffic(people))
    await eventually(async () => expect((await centre.deadLetters()).length).toBeGreaterThan(0))
    await centre.settled()
    for (const [id, body] of broken) centre.store.overwrite("components", id, body)

    centre.salesforce.trouble.down(true)
    const order = [...forgotten].sort(() => random() - 0.5)
    for (let i = 0; i < order.length; i += 4) {
      const now = order.slice(i, i + 4)
      await Promise.all([...now.map(erase), send(traffic(10)), send(traffic(5, () => now[below(now.length)] ?? 0))])
    }
    centre.salesforce.trouble.down(false)
    for (const { status } of answers) expect([202, 200]).toContain(status)
    await centre.settled()
    await eventually(done, 60)
    for (const id of ordered.keys()) answers.push(await centre.ask(`GET /erasures/${id}/receipt`))
  }, 180_000)

  it("are written to nobody any more", async () => {
    const before = await centre.vendorCalls()
    await send(traffic(people, () => forgotten[below(forgotten.length)] ?? 0))
    await send(sent.filter(() => random() < 0.3))
    for (const { id } of await centre.deadLetters()) await centre.replay(id)
    await centre.settled()
    const after = (await centre.vendorCalls()).slice(before.length).join("\n")
    expect(found(traces(forgotten), after)).toEqual([])
    expect(found(traces(forgotten), JSON.stringify(centre.salesforce.contacts()))).toEqual([])
  })

  it("stand in no answer", async () => {
    const shown = JSON.stringify([answers.map(({ body }) => body), await centre.deadLetters()])
    expect(found(traces(forgotten), shown)).toEqual([])
  })

  it("stand in no byte of the store", async () => {
    await eventually(() => {
      for (const [file, bytes] of bytesIn(centre.directory))
        expect([file, found(traces(forgotten), bytes)]).toEqual([file, []])
    }, 15)
  })

  it("and the others too, never stood in the logs", () => {
    expect(logs.length).toBeGreaterThan(people)
    expect(found(everybody, logs.join("\n"))).toEqual([])
  })

  it("left the others as they were", async () => {
    for (const n of [1, 2, 4, 5])
      expect(await centre.search({ email: canaries[n]?.email })).toMatchObject({ found: true })
  })
})
