import { once } from "node:events"
import { createServer } from "node:http"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Centre, openCentre } from "./Centre.ts"
import { guideEvent } from "./Events.ts"
import { spawnProgram } from "./Program.ts"
import { consoleToken } from "./Secrets.ts"

const first = "the pepper of today without which nobody is found"
const next = "the pepper of tomorrow which is long enough too"
let centre: Centre
beforeAll(async () => {
  centre = await openCentre(
    { genesys: { unknownInteractions: "adopt", allowedPerMinute: 100_000 } },
    { KITH_PEPPER: first, KITH_NEXT_PEPPER: next },
  )
})
afterAll(() => centre.close())

const people = Array.from({ length: 40 }, (_, n) => ({ email: `person-${n}@example.com`, visitorId: `visitor-${n}-x` }))
/** The command, with what it said and how it ended. */
const run = async (env: Readonly<Record<string, string>>, ...options: ReadonlyArray<string>) => {
  const { child, said } = spawnProgram("packages/local/src/rekey.ts", { KITH_TOKEN: consoleToken, ...env }, options)
  const [code] = await once(child, "close")
  return { code: code as number | null, said: said() }
}
const rekey = async () => {
  const { code, said } = await run({ KITH_URL: centre.url() })
  expect(code, said).toBe(0)
  return said
}

const ids = () =>
  Promise.all(people.map(async (custom) => (await centre.search({ email: custom.email }))["customerId"]))

describe("A change of peppers", () => {
  it("loses nobody, while traffic runs and the store is re-keyed", async () => {
    await centre.hears(...people.map((custom, n) => guideEvent("Created", 0, { id: `first-${n}`, custom })))
    const before = await ids()
    expect(new Set(before).size).toBe(people.length)
    await centre.stop()
    const rotated = {
      KITH_PEPPER: next,
      KITH_RETIRED_PEPPERS: first,
      KITH_NEXT_PEPPER: "",
    }
    await centre.restart(rotated)
    expect(await ids()).toEqual(before)
    const traffic = Promise.all(
      people.map(({ visitorId, email }, n) =>
        centre.post(guideEvent("Created", 1 + n, { id: `later-${n}`, custom: n % 2 ? { visitorId } : { email } })),
      ),
    )
    expect(await rekey()).toContain("identifiers answer under the present pepper from now on")
    await traffic
    expect(await centre.settled()).toMatchObject({ accepted: 80, applied: 80, deadLettered: 0, balanced: true })
    expect(await ids()).toEqual(before)
    for (const [n, id] of before.entries()) expect(await centre.customerIn(`later-${n}`)).toBe(id)
    expect(await rekey()).toContain("0 identifiers")
  })

  it("is written down", async () => {
    const { audits } = (await centre.ask("GET /audits?limit=500")).body as { audits: ReadonlyArray<{ action: string }> }
    expect(audits.filter(({ action }) => action === "re-keyed")).toHaveLength(2)
  })

  it("is followed by erasures as before", async () => {
    await centre.ask("POST /erasures", { email: people[0]?.email })
    await centre.settled()
    expect(await centre.search({ email: people[0]?.email })).toEqual({ found: false, erased: true })
    expect(["person-0@", "visitor-0-x"].filter(centre.store.mentions)).toEqual([])
    const again = guideEvent("Created", 90, { id: "again", custom: { visitorId: people[0]?.visitorId } })
    expect(await centre.post(again)).toMatchObject({ body: { disposition: "suppressed" } })
  })
})

describe("The command", () => {
  /** A console that answers with these, one after the other. */
  const scripted = async (answers: ReadonlyArray<readonly [status: number, body: unknown]>) => {
    const asked: Array<string> = []
    const server = createServer((request, response) => {
      request.on("data", (chunk) => asked.push(String(chunk)))
      request.on("end", () => {
        const [status, body] = answers[Math.min(asked.length, answers.length) - 1] ?? [500, {}]
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
    return { url, asked, close: () => server.close() }
  }

  it("goes on over a console that is away for a moment, and where it stopped before", async () => {
    const answers = [
      [200, { renamed: 5, unknown: 1, next: "phone:x" }],
      [503, {}],
      [200, { renamed: 2, unknown: 0 }],
    ] as const
    const { url, asked, close } = await scripted(answers)
    const { code, said } = await run({ KITH_URL: url }, "--after", "email:y")
    close()
    expect(code).toBe(0)
    expect(asked).toEqual(['{"after":"email:y"}', '{"after":"phone:x"}', '{"after":"phone:x"}'])
    expect(said).toContain("the console answers 503 to POST /rekey: again in")
    expect(said).toContain("7 identifiers answer under the present pepper from now on")
    expect(said).toContain("1 answer under the pepper of before only")
  })

  it("says what is wrong, and where to go on", async () => {
    const { url, close } = await scripted([
      [200, { renamed: 5, unknown: 0, next: "phone:x" }],
      [403, {}],
    ])
    expect(await run({ KITH_URL: url })).toEqual({
      code: 2,
      said: "go on with: pnpm rekey --after 'phone:x'\nthe console says that the token lacks the scope (POST /rekey)\n",
    })
    close()
    expect(await run({ KITH_URL: centre.url(), KITH_TOKEN: "nobodys-token" })).toMatchObject({
      code: 2,
      said: expect.stringContaining("does not know the token"),
    })
    expect(await run({}, "--sideways")).toMatchObject({ code: 2, said: expect.stringContaining("say rekey") })
  })
})
