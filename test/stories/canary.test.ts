import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { bytesIn, type Canary, canary, chance, found, tracesOf } from "./Canaries.ts"
import { type Centre, openCentre } from "./Centre.ts"
import type { Answer } from "./Client.ts"
import { at, guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"

/** `pnpm canaries` plays a thousand, `KITH_CANARIES` as many as it says; `KITH_SEED` another day. */
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

/** Genesys' own events of a call of two people, in which a flow speaks of a third. */
const conference = (who: ReadonlyArray<number>): ReadonlyArray<unknown> => {
  const [first = 0, second = 0, third = 0] = who
  const id = (n: number) => `${String(n).padStart(8, "0")}-0000-4000-8000-${String(first).padStart(12, "0")}`
  const conversationId = id(second)
  const bridged = (topic: string, n: number, body: object) => ({
    ...{ version: "0", id: randomUUID(), "detail-type": `v2.detail.events.conversation.{id}.${topic}`, resources: [] },
    ...{ source: "aws.partner/genesys.com/cloud/org/kith", account: "123456789012", time: at(n), region: "eu-west-1" },
    detail: {
      ...{ topicName: `v2.detail.events.conversation.${conversationId}.${topic}`, version: "2", timestamp: at(n) },
      eventBody: { eventTime: Date.parse(at(n)), conversationId, ...body },
    },
  })
  const customer = (n: number) => ({
    ...{ participantId: id(n + 1_000_000), sessionId: id(n + 2_000_000), mediaType: "VOICE", provider: "Edge" },
    ...{ direction: "INBOUND", ani: `tel:${canaries[n]?.phone}`, dnis: "tel:+12125550100", addressTo: null },
  })
  const { email, lastName, fingerprint } = canaries[third] as Canary
  return [
    bridged("customer.start", 1, customer(first)),
    bridged("customer.start", 2, customer(second)),
    bridged("attributes", 3, {
      ...{ participantId: id(9_000_000), attributes: { email, lastName, fingerprint } },
      communications: [{ id: id(3_000_000), mediaType: "VOICE" }],
    }),
  ]
}

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
  await Promise.all(events.map((one) => posted(one)))
}
/** Of a thousand at once some find no connection: like any sender, these send again what was not answered. */
const posted = (one: unknown, attempts = 5): Promise<unknown> =>
  centre.post(one).catch((problem) => {
    if (attempts === 0) throw problem
    return posted(one, attempts - 1)
  })
const traffic = (n: number, whom: () => number = () => below(people)) => Array.from({ length: n }, () => event(whom()))

/** Requests that nobody should send, with people in every part of them; whatever they are answered. */
const mistakes = async (n: number) => {
  const { email, phone, lastName } = canaries[n] as Canary
  const inPath = encodeURIComponent(email)
  for (const path of [`/profiles/${email}%zz`, `/interactions/${inPath}%`, `/${lastName}`, `/erasures/${inPath}`])
    await centre.ask(`GET ${path}`)
  for (const path of [`/tombstones?${lastName}=1`, `/audits?after=${inPath}`, `/dead-letters?limit=${inPath}`])
    await centre.ask(`GET ${path}`)
  for (const body of [{ email: { [email]: 1 } }, { [lastName]: phone }, { phone: [email] }, email])
    for (const path of ["/profiles/search", "/erasures", "/exports", "/bans", "/splits", "/tombstones", "/rekey"])
      await centre.ask(`POST ${path}`, body)
  await centre.ask(`POST /dead-letters/${inPath}/replay`, {})
  await centre.post({ id: email, type: lastName }, { topic: `${email}.${lastName}`, dialect: "genesys-trigger-flat" })
  await centre.post(guideEvent("Created", 1, { id: email, custom: { email } }), { proof: { authorization: email } })
}

/** Bodies that cannot be read, and say whose they are. */
const unreadable = ({ email, lastName, phone }: Canary): ReadonlyArray<string> => [
  '{"schema":1}',
  `{"schema":1,"id":"c","${lastName}":"${email}","identifiers":{"${email}":{"value":["${phone}"]}}}`,
  `{"schema":1,"persons":[{"id":"${email}"`,
]

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
  const left: Array<unknown> = []
  for (const [id, subject] of ordered) {
    const { body } = await centre.ask(`GET /erasures/${id}`)
    if (body["status"] === "done") continue
    left.push(body)
    await order(subject)
  }
  expect(left).toEqual([])
}

/** For a thousand people it is nine thousand words in a hundred megabytes. */
const looking = 60_000 + people * 1_000

describe("People of whom a third is erased in the middle of everything", () => {
  it(
    "come, are erased while events wait, vendors are away and dead letters lie about, and come again",
    async () => {
      await send(canaries.map((who, n) => guideEvent("Created", n % 60, { id: `canary-${n}-0`, custom: { ...who } })))
      for (let n = 0; n + 2 < people; n += 9) await send(conference([n + 1, n + 2, n]))
      await send(traffic(people * 2))
      await centre.settled()
      // The search finds what is there: else that it finds nothing later says nothing.
      const bytes = [...bytesIn(centre.directory).values()].join("\n")
      expect(found(everybody, bytes)).toHaveLength(everybody.size)
      expect(found(everybody, JSON.stringify(centre.salesforce.contacts())).length).toBeGreaterThan(people)

      // Some of their components cannot be read for a while: what is said of them is given up.
      const broken = new Map<string, string>()
      for (const [i, id] of centre.store.ids("components").slice(0, 12).entries()) {
        const [body = ""] = unreadable(canaries[i] as Canary).slice(i % 3)
        broken.set(id, centre.store.overwrite("components", id, body))
      }
      await send(traffic(people))
      for (const n of [0, 1, 3]) await mistakes(n)
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
      await eventually(done, 60 + people / 2)
      for (const id of ordered.keys()) answers.push(await centre.ask(`GET /erasures/${id}/receipt`))
    },
    180_000 + people * 1_000,
  )

  it("are written to nobody any more", async () => {
    const before = Date.now()
    await send(traffic(people, () => forgotten[below(forgotten.length)] ?? 0))
    await send(sent.filter(() => random() < 0.3))
    // Somebody is written to, so that there is something to look through.
    await send([guideEvent("Created", 61, { id: "canary-1-late", custom: { ...canaries[1] } })])
    for (let n = 0; n + 2 < people; n += 9) await send(conference([n + 1, n + 2, n]))
    for (const { id } of await centre.deadLetters()) await centre.replay(id)
    await centre.settled()
    const after = await centre.vendorCalls(before)
    expect(after.length).toBeGreaterThan(0)
    expect(found(traces(forgotten), after.join("\n"))).toEqual([])
    expect(found(traces(forgotten), JSON.stringify(centre.salesforce.contacts()))).toEqual([])
  })

  it("stand in no answer", async () => {
    const shown = [...answers.map(({ body }) => body), await centre.deadLetters()]
    for (const path of ["/audits?limit=500", "/tombstones", "/erasures", "/events", "/overview", "/ledger"])
      shown.push((await centre.ask(`GET ${path}`)).body)
    for (const n of [1, 2, 4, 5, 7, 8]) {
      const { email } = canaries[n] as Canary
      const { customerId } = await centre.search({ email })
      for (const part of ["profiles/*", "profiles/*/explanation", "persons/*", "persons/*/timeline"])
        shown.push((await centre.ask(`GET /${part.replace("*", String(customerId))}`)).body)
      const exported = await centre.ask("POST /exports", { email })
      expect(exported).toMatchObject({ status: 200, body: { customerId } })
      shown.push(exported.body)
    }
    for (const n of forgotten.slice(0, 9))
      expect(await centre.ask("POST /exports", { email: canaries[n]?.email })).toMatchObject({ status: 410 })
    expect(found(everybody, JSON.stringify(shown)).length).toBeGreaterThan(0)
    expect(found(traces(forgotten), JSON.stringify(shown))).toEqual([])
  })

  it("stand in no byte of the store", { timeout: looking }, async () => {
    await eventually(() => {
      for (const [file, bytes] of bytesIn(centre.directory))
        expect([file, found(traces(forgotten), bytes)]).toEqual([file, []])
    }, 15)
  })

  it("and the others too, never stood in the logs", { timeout: looking }, () => {
    expect(logs.length).toBeGreaterThan(people)
    expect(found(everybody, logs.join("\n"))).toEqual([])
  })

  it("left the others as they were", async () => {
    for (const n of [1, 2, 4, 5])
      expect(await centre.search({ email: canaries[n]?.email })).toMatchObject({ found: true })
  })
})
