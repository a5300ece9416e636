import { afterEach, describe, expect, it } from "vitest"
import { type ServiceNowOrgOptions, startServiceNowOrg } from "./ServiceNowOrg.ts"

type Running = Awaited<ReturnType<typeof startServiceNowOrg>>
const running: Array<Running> = []
afterEach(() => Promise.all(running.splice(0).map((org) => org.stop())))

const start = async (options: Partial<ServiceNowOrgOptions> = {}) => {
  const org = await startServiceNowOrg({ user: "kith", password: "secret", ...options })
  running.push(org)
  const call = (method: string, path: string, body?: unknown, password = "secret") =>
    fetch(`${org.url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`kith:${password}`).toString("base64")}`,
        "content-type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return { org, call }
}
const staging = "/api/now/import/u_kith_import"
const table = "/api/now/table/customer_contact"

describe("An import set row", () => {
  it("is inserted once for a key, and then updated or ignored", async () => {
    const { org, call } = await start()
    const statuses: Array<unknown> = []
    for (const phone of ["1", "2", "2"]) {
      const answer = (await (await call("POST", staging, { u_kith_id: "p", phone })).json()) as {
        readonly result: ReadonlyArray<{ readonly status: string }>
      }
      statuses.push(answer.result[0]?.status)
    }
    expect(statuses).toEqual(["inserted", "updated", "ignored"])
    expect(org.contacts()).toMatchObject([{ u_kith_id: "p", phone: "2" }])
  })

  it("says in its result, not in the status, that it could not be transformed", async () => {
    const { org, call } = await start()
    org.trouble.failTransforms(1)
    const answer = await call("POST", staging, { u_kith_id: "p" })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ result: [{ status: "error" }] })
    expect(org.contacts()).toEqual([])
  })
})

describe("The table", () => {
  it("takes two records of one correlation id without a word", async () => {
    const { org, call } = await start()
    await Promise.all([call("POST", table, { correlation_id: "p" }), call("POST", table, { correlation_id: "p" })])
    expect(org.contacts()).toHaveLength(2)
    const found = await call("GET", `${table}?sysparm_query=correlation_id=p&sysparm_limit=1&sysparm_fields=sys_id`)
    expect(found.headers.get("x-total-count")).toBe("2")
    expect(await found.json()).toEqual({ result: [{ sys_id: expect.stringMatching(/^[0-9a-f]{32}$/) }] })
  })

  it("changes and deletes by id", async () => {
    const { org, call } = await start()
    const [id] = org.seed([{ email: "a@example.com" }])
    expect((await call("PATCH", `${table}/${id}`, { email: "b@example.com", unknown: "x" })).status).toBe(200)
    expect(org.contacts()).toEqual([{ sys_id: id, email: "b@example.com" }])
    expect((await call("DELETE", `${table}/${id}`)).status).toBe(204)
    expect((await call("DELETE", `${table}/${id}`)).status).toBe(404)
  })
})

describe("The instance", () => {
  it("wants a user, and tells its limit on every answer", async () => {
    const { call } = await start({ hourlyLimit: 2, now: () => 0 })
    expect((await call("GET", table, undefined, "guess")).status).toBe(401)
    const last = await call("GET", table)
    expect([last.status, last.headers.get("x-ratelimit-limit"), last.headers.get("retry-after")]).toEqual([
      200,
      "2",
      null,
    ])
    const beyond = await call("GET", table)
    expect([beyond.status, beyond.headers.get("retry-after")]).toEqual([429, "3600"])
  })
})
