import { afterEach, describe, expect, it } from "vitest"
import { type SalesforceOrg, type SalesforceOrgOptions, startSalesforceOrg } from "./SalesforceOrg.ts"

const client = { clientId: "kith", clientSecret: "secret" }
const clock = { now: 0 }
const running: Array<SalesforceOrg> = []

const start = async (options: Partial<SalesforceOrgOptions> = {}) => {
  clock.now = Date.parse("2026-01-05T10:00:00.000Z")
  const org = await startSalesforceOrg({ ...client, now: () => clock.now, ...options })
  running.push(org)
  return org
}
afterEach(() => Promise.all(running.splice(0).map((org) => org.stop())))

const login = (org: SalesforceOrg, change: Record<string, string> = {}) =>
  fetch(`${org.url}/services/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: client.clientId,
      client_secret: client.clientSecret,
      ...change,
    }),
  })

type Json = Record<string, unknown>

/** A logged-in caller: `call(method, path under /services/data/v60.0, body)`. */
const loggedIn = async (options: Partial<SalesforceOrgOptions> = {}) => {
  const org = await start(options)
  const session = (await (await login(org)).json()) as { access_token: string; instance_url: string }
  const call = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    version = "v60.0",
  ) =>
    fetch(`${session.instance_url}/services/data/${version}${path}`, {
      method,
      headers: { authorization: `Bearer ${session.access_token}`, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    })
  const refusalOf = async (answer: Response) => {
    const [first] = (await answer.json()) as ReadonlyArray<Json>
    return [answer.status, first?.["errorCode"]]
  }
  return { org, call, refusalOf }
}

const byKey = (key: string) => `/sobjects/Contact/Kith_Id__c/${key}`
const collection = "/composite/sobjects/Contact/Kith_Id__c"
const record = (key: string | undefined, values: Json = { LastName: "Doe" }) => ({
  attributes: { type: "Contact" },
  ...(key !== undefined && { Kith_Id__c: key }),
  ...values,
})

describe("logging in", () => {
  it("gives a session and its instance, and no lifetime", async () => {
    const org = await start()
    const answer = await login(org)
    expect(answer.status).toBe(200)
    const body = (await answer.json()) as Json
    expect(body).toMatchObject({ token_type: "Bearer", instance_url: org.url })
    expect(body).not.toHaveProperty("expires_in")
  })

  it.each([
    [{ client_id: "somebody" }, "invalid_client_id"],
    [{ client_secret: "guess" }, "invalid_client"],
    [{ grant_type: "password" }, "unsupported_grant_type"],
  ])("refuses %j", async (change, error) => {
    const answer = await login(await start(), change)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error })
  })

  it("is not needed to list the versions", async () => {
    const versions = (await (await fetch(`${(await start()).url}/services/data`)).json()) as ReadonlyArray<Json>
    expect(versions).toContainEqual({ label: "v58.0", url: "/services/data/v58.0", version: "58.0" })
  })
})

describe("a session", () => {
  it("is demanded of every call", async () => {
    const { call, refusalOf } = await loggedIn()
    const answer = await call("GET", byKey("a"), undefined, { authorization: "Bearer guess" })
    expect(await refusalOf(answer)).toEqual([401, "INVALID_SESSION_ID"])
  })

  it("ends a while after its last use", async () => {
    const { call } = await loggedIn({ sessionSeconds: 900 })
    clock.now += 899_000
    expect((await call("GET", byKey("a"))).status).toBe(404)
    clock.now += 899_000
    expect((await call("GET", byKey("a"))).status).toBe(404)
    clock.now += 900_000
    expect((await call("GET", byKey("a"))).status).toBe(401)
  })

  it("can be ended for everybody", async () => {
    const { org, call } = await loggedIn()
    org.trouble.expireSessions()
    expect((await call("PATCH", byKey("a"), { LastName: "Doe" })).status).toBe(401)
    expect(org.contacts()).toEqual([])
  })
})

describe("an upsert by external id", () => {
  it("creates what is not there: 201, with the new id", async () => {
    const { org, call } = await loggedIn()
    const answer = await call("PATCH", byKey("C1"), { LastName: "Doe", Email: "john.doe@example.com" })
    expect(answer.status).toBe(201)
    const [contact] = org.contacts()
    expect(contact).toMatchObject({ Kith_Id__c: "C1", LastName: "Doe", Email: "john.doe@example.com" })
    expect(await answer.json()).toEqual({ id: contact?.Id, success: true, errors: [], created: true })
    expect(answer.headers.get("location")).toBe(`/services/data/v60.0/sobjects/Contact/${contact?.Id}`)
  })

  it.each([
    ["v60.0", 200],
    ["v45.0", 204],
  ])("updates what is there; %s answers %i", async (version, status) => {
    const { org, call } = await loggedIn()
    const [id] = org.seed([{ Kith_Id__c: "C1", LastName: "Doe", Phone: "+3227001234" }])
    const answer = await call("PATCH", byKey("C1"), { FirstName: "John", Phone: null }, {}, version)
    expect(answer.status).toBe(status)
    if (status === 200) expect(await answer.json()).toEqual({ id, success: true, errors: [], created: false })
    expect(org.contacts()).toEqual([{ Id: id, Kith_Id__c: "C1", LastName: "Doe", FirstName: "John" }])
  })

  it("does not tell capitals from small letters", async () => {
    const { org, call } = await loggedIn()
    await call("PATCH", byKey("abc"), { LastName: "Doe" })
    expect((await call("PATCH", byKey("ABC"), { LastName: "Roe" })).status).toBe(200)
    expect(org.contacts()).toMatchObject([{ Kith_Id__c: "abc", LastName: "Roe" }])
  })

  it("that matches several writes nothing and lists them: 300", async () => {
    const { org, call } = await loggedIn({ externalIdIsUnique: false })
    const ids = org.seed([
      { Kith_Id__c: "C1", LastName: "Doe" },
      { Kith_Id__c: "C1", LastName: "Roe" },
    ])
    const answer = await call("PATCH", byKey("C1"), { LastName: "Poe" })
    expect(answer.status).toBe(300)
    expect(await answer.json()).toEqual(ids.map((id) => `/services/data/v60.0/sobjects/Contact/${id}`))
    expect(org.contacts().map(({ LastName }) => LastName)).toEqual(["Doe", "Roe"])
  })

  it("can go by the mail address, which is nobody's alone", async () => {
    const { org, call } = await loggedIn()
    org.seed([
      { LastName: "Doe", Email: "family@example.com" },
      { LastName: "Roe", Email: "family@example.com" },
    ])
    const answer = await call("PATCH", "/sobjects/Contact/Email/family@example.com", { LastName: "Poe" })
    expect(answer.status).toBe(300)
  })

  it("only updates where asked to", async () => {
    const { org, call } = await loggedIn()
    expect((await call("PATCH", `${byKey("C1")}?updateOnly=true`, { LastName: "Doe" })).status).toBe(404)
    expect(org.contacts()).toEqual([])
  })

  it("pays no heed to an idempotency key", async () => {
    const { org, call } = await loggedIn()
    await call("PATCH", byKey("C1"), { LastName: "Doe" }, { "idempotency-key": "i-1" })
    await call("PATCH", byKey("C1"), { LastName: "Roe" }, { "idempotency-key": "i-1" })
    expect(org.contacts()).toMatchObject([{ LastName: "Roe" }])
    expect(
      org
        .calls()
        .slice(1)
        .map(({ idempotencyKey }) => idempotencyKey),
    ).toEqual(["i-1", "i-1"])
  })

  it.each([
    ["the external id in the body", { Kith_Id__c: "C1", LastName: "Doe" }, "INVALID_FIELD"],
    ["the record id in the body", { Id: "003000000000001", LastName: "Doe" }, "INVALID_FIELD"],
    ["no last name", { FirstName: "John" }, "REQUIRED_FIELD_MISSING"],
    ["an empty last name", { LastName: "" }, "REQUIRED_FIELD_MISSING"],
    ["a field nobody made", { LastName: "Doe", LastChannel: "WebChat" }, "INVALID_FIELD"],
    [
      "a field the vendor sets",
      { LastName: "Doe", CreatedDate: "2026-01-05T10:00:00Z" },
      "INVALID_FIELD_FOR_INSERT_UPDATE",
    ],
    ["a number for a text", { LastName: 7 }, "JSON_PARSER_ERROR"],
    ["a text for a number", { LastName: "Doe", Kith_Version__c: "seven" }, "JSON_PARSER_ERROR"],
    ["no date", { LastName: "Doe", Last_Interaction_Date__c: "yesterday" }, "JSON_PARSER_ERROR"],
    ["a text that is too long", { LastName: "D".repeat(81) }, "STRING_TOO_LONG"],
    ["no mail address", { LastName: "Doe", Email: "john" }, "INVALID_EMAIL_ADDRESS"],
    ["no object", "[]", "JSON_PARSER_ERROR"],
    ["no JSON", "{", "JSON_PARSER_ERROR"],
  ])("is refused with %s", async (_, body, errorCode) => {
    const { org, call, refusalOf } = await loggedIn()
    expect(await refusalOf(await call("PATCH", byKey("C1"), body))).toEqual([400, errorCode])
    expect(org.contacts()).toEqual([])
  })

  it("knows no other external id", async () => {
    const { call, refusalOf } = await loggedIn()
    const answer = await call("PATCH", "/sobjects/Contact/Phone/1", { LastName: "Doe" })
    expect(await refusalOf(answer)).toEqual([404, "NOT_FOUND"])
  })
})

describe("a record by its own id", () => {
  it("is updated under either form of the id: 204", async () => {
    const { org, call } = await loggedIn()
    const [id = ""] = org.seed([{ LastName: "Doe" }])
    expect((await call("PATCH", `/sobjects/Contact/${id}`, { Kith_Id__c: "C1" })).status).toBe(204)
    expect((await call("PATCH", `/sobjects/Contact/${id.slice(0, 15)}`, { FirstName: "John" })).status).toBe(204)
    expect(org.contacts()).toEqual([{ Id: id, LastName: "Doe", Kith_Id__c: "C1", FirstName: "John" }])
  })

  it("keeps its last name", async () => {
    const { org, call, refusalOf } = await loggedIn()
    const [id] = org.seed([{ LastName: "Doe" }])
    const answer = await call("PATCH", `/sobjects/Contact/${id}`, { LastName: null })
    expect(await refusalOf(answer)).toEqual([400, "REQUIRED_FIELD_MISSING"])
  })

  it("cannot take an external id that another record has", async () => {
    const { org, call, refusalOf } = await loggedIn()
    const [id] = org.seed([{ LastName: "Doe" }, { LastName: "Roe", Kith_Id__c: "C1" }])
    const answer = await call("PATCH", `/sobjects/Contact/${id}`, { Kith_Id__c: "c1" })
    expect(await refusalOf(answer)).toEqual([400, "DUPLICATE_VALUE"])
  })

  it("is not found when it never was, and said to be deleted when it was", async () => {
    const { org, call, refusalOf } = await loggedIn()
    const [id] = org.seed([{ LastName: "Doe" }])
    expect(await refusalOf(await call("PATCH", "/sobjects/Contact/003000000000001AAA", {}))).toEqual([404, "NOT_FOUND"])
    expect((await call("DELETE", `/sobjects/Contact/${id}`)).status).toBe(204)
    expect(await refusalOf(await call("DELETE", `/sobjects/Contact/${id}`))).toEqual([404, "ENTITY_IS_DELETED"])
  })

  it("is not written by the guide's POST", async () => {
    const { org, call, refusalOf } = await loggedIn()
    const [id] = org.seed([{ LastName: "Doe" }])
    const answer = await call("POST", `/sobjects/Contact/${id}`, { FirstName: "John" })
    expect(await refusalOf(answer)).toEqual([405, "METHOD_NOT_ALLOWED"])
  })

  it("is created by a POST to the object, as often as it is asked for", async () => {
    const { org, call } = await loggedIn()
    expect((await call("POST", "/sobjects/Contact", { LastName: "Doe" })).status).toBe(201)
    expect((await call("POST", "/sobjects/Contact", { LastName: "Doe" })).status).toBe(201)
    expect(org.contacts()).toHaveLength(2)
  })

  it("is read with all its fields, or with those asked for", async () => {
    const { org, call } = await loggedIn()
    const [Id] = org.seed([{ LastName: "Doe", Kith_Id__c: "C1" }])
    const attributes = { type: "Contact", url: `/services/data/v60.0/sobjects/Contact/${Id}` }
    expect(await (await call("GET", `/sobjects/Contact/${Id}`)).json()).toMatchObject({ attributes, Id, Email: null })
    const some = await call("GET", `${byKey("C1")}?fields=LastName`)
    expect(await some.json()).toEqual({ attributes, Id, LastName: "Doe" })
  })
})

describe("a deletion by external id", () => {
  it("happens once, and frees the external id", async () => {
    const { org, call } = await loggedIn()
    org.seed([{ LastName: "Doe", Kith_Id__c: "C1" }])
    expect((await call("DELETE", byKey("C1"))).status).toBe(204)
    expect((await call("DELETE", byKey("C1"))).status).toBe(404)
    expect((await call("PATCH", byKey("C1"), { LastName: "Doe" })).status).toBe(201)
  })
})

describe("a collection", () => {
  it("has one result per record, in order, and succeeds all the same", async () => {
    const { org, call } = await loggedIn()
    const [known] = org.seed([{ LastName: "Doe", Kith_Id__c: "C1" }])
    const records = [record("C2"), record("C1"), record("C3", { FirstName: "X" }), record(undefined)]
    const answer = await call("PATCH", collection, { allOrNone: false, records })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject([
      { success: true, created: true, errors: [] },
      { id: known, success: true, created: false, errors: [] },
      { success: false, errors: [{ statusCode: "REQUIRED_FIELD_MISSING", fields: ["LastName"] }] },
      { success: false, errors: [{ statusCode: "MISSING_ARGUMENT" }] },
    ])
    expect(org.contacts()).toHaveLength(2)
  })

  it("is one or nothing where asked to", async () => {
    const { org, call } = await loggedIn()
    org.seed([{ LastName: "Doe", Kith_Id__c: "C1" }])
    const records = [record("C1", { LastName: "Roe" }), record("C2"), record("C3", {})]
    const results = (await (await call("PATCH", collection, { allOrNone: true, records })).json()) as Array<Json>
    expect(results.map(({ errors }) => (errors as Array<Json>)[0]?.["statusCode"])).toEqual([
      "ALL_OR_NONE_OPERATION_ROLLED_BACK",
      "ALL_OR_NONE_OPERATION_ROLLED_BACK",
      "REQUIRED_FIELD_MISSING",
    ])
    expect(org.contacts()).toMatchObject([{ LastName: "Doe" }])
  })

  it("refuses both of two records with one external id", async () => {
    const { org, call } = await loggedIn()
    const results = await (await call("PATCH", collection, { records: [record("C1"), record("c1")] })).json()
    expect(results).toMatchObject([{ success: false }, { success: false }])
    expect(org.contacts()).toEqual([])
  })

  it("takes 200 records and no more", async () => {
    const { org, call } = await loggedIn()
    const records = Array.from({ length: 201 }, (_, index) => record(`C${index}`))
    expect((await call("PATCH", collection, { records })).status).toBe(400)
    expect((await call("PATCH", collection, { records: records.slice(1) })).status).toBe(200)
    expect(org.contacts()).toHaveLength(200)
  })

  it("does not exist before version 46, nor does any other version that the vendor lacks", async () => {
    const { call } = await loggedIn()
    expect((await call("PATCH", collection, { records: [record("C1")] }, {}, "v45.0")).status).toBe(404)
    expect((await call("PATCH", byKey("C1"), { LastName: "Doe" }, {}, "v99.0")).status).toBe(404)
  })
})

/** A wait that the test ends, and that says when it began. */
const gate = () => {
  const begun = Promise.withResolvers<void>()
  const over = Promise.withResolvers<void>()
  let waits = 0
  const wait = (): Promise<void> => {
    waits += 1
    begun.resolve()
    return over.promise
  }
  return { wait, begun: begun.promise, open: over.resolve, waits: () => waits }
}

describe("a row lock", () => {
  it("refuses a write to a row that another is writing, and only to that row", async () => {
    const { wait, begun, open } = gate()
    const { org, call, refusalOf } = await loggedIn({ lockMillis: 50, wait })
    org.seed([{ LastName: "Doe", Kith_Id__c: "C1" }])
    const first = call("PATCH", byKey("C1"), { FirstName: "first" })
    await begun
    const second = await call("PATCH", byKey("C1"), { FirstName: "second" })
    expect(await refusalOf(second)).toEqual([400, "UNABLE_TO_LOCK_ROW"])
    const other = call("PATCH", byKey("C2"), { LastName: "Roe" })
    open()
    expect([(await first).status, (await other).status]).toEqual([200, 201])
    expect(org.contacts()).toMatchObject([{ FirstName: "first" }, { LastName: "Roe" }])
    expect((await call("PATCH", byKey("C1"), { FirstName: "second" })).status).toBe(200)
  })

  it("fails one record of a collection, not its neighbours", async () => {
    const { wait, begun, open, waits } = gate()
    const { org, call } = await loggedIn({ lockMillis: 50, wait })
    org.seed([{ LastName: "Doe", Kith_Id__c: "C1" }])
    const first = call("DELETE", byKey("C1"))
    await begun
    const batch = call("PATCH", collection, { records: [record("C1"), record("C2")] })
    await expect.poll(waits).toBe(2)
    open()
    expect((await first).status).toBe(204)
    expect(await (await batch).json()).toMatchObject([{ success: false }, { success: true }])
  })

  it("cannot hold a row that is not there: two who create one record meet at the unique index", async () => {
    const { wait, open, waits } = gate()
    const { org, call } = await loggedIn({ lockMillis: 50, wait })
    const both = [call("PATCH", byKey("C1"), { LastName: "Doe" }), call("PATCH", byKey("C1"), { LastName: "Doe" })]
    await expect.poll(waits).toBe(2)
    open()
    const answers = (await Promise.all(both)).toSorted((a, b) => a.status - b.status)
    expect(answers.map(({ status }) => status)).toEqual([201, 400])
    expect(await answers[1]?.json()).toMatchObject([{ errorCode: "DUPLICATE_VALUE" }])
    expect(org.contacts()).toHaveLength(1)
  })
})

describe("the day's quota", () => {
  it("is told with every answer, and starts again after a day", async () => {
    const { org, call, refusalOf } = await loggedIn({ dailyLimit: 2, sessionSeconds: 48 * 3_600 })
    const first = await call("PATCH", byKey("C1"), { LastName: "Doe" })
    expect(first.headers.get("sforce-limit-info")).toBe("api-usage=1/2")
    const second = await call("PATCH", byKey("C2"), {})
    expect([second.status, second.headers.get("sforce-limit-info")]).toEqual([400, "api-usage=2/2"])
    const over = await call("PATCH", byKey("C1"), { LastName: "Roe" })
    expect(await refusalOf(over)).toEqual([403, "REQUEST_LIMIT_EXCEEDED"])
    expect(org.contacts()).toMatchObject([{ LastName: "Doe" }])
    clock.now += 24 * 3_600_000
    const next = await call("GET", byKey("C1"))
    expect([next.status, next.headers.get("sforce-limit-info")]).toEqual([200, "api-usage=1/2"])
  })
})

describe("trouble", () => {
  it("takes the org down, logins too, and changes nothing meanwhile", async () => {
    const { org, call, refusalOf } = await loggedIn()
    org.trouble.down(true)
    expect(await refusalOf(await call("PATCH", byKey("C1"), { LastName: "Doe" }))).toEqual([503, "SERVER_UNAVAILABLE"])
    expect((await login(org)).status).toBe(503)
    org.trouble.down(false)
    expect(org.contacts()).toEqual([])
    expect((await call("PATCH", byKey("C1"), { LastName: "Doe" })).status).toBe(201)
  })

  it("applies a write whose answer is lost, so that the repetition is an update", async () => {
    const { org, call } = await loggedIn()
    org.trouble.loseNextResponse()
    await expect(call("PATCH", byKey("C1"), { LastName: "Doe" })).rejects.toThrow("fetch failed")
    expect(org.contacts()).toHaveLength(1)
    expect((await call("PATCH", byKey("C1"), { LastName: "Doe" })).status).toBe(200)
  })
})

describe("looking in", () => {
  it("shows contacts and calls, and of a login neither secret nor token", async () => {
    const { org, call } = await loggedIn()
    await call("PATCH", byKey("C1"), { LastName: "Doe" })
    const look = async (path: string) => (await (await fetch(`${org.url}/simulator/${path}`)).json()) as Json
    expect(await look("contacts")).toMatchObject({ contacts: [{ Kith_Id__c: "C1", LastName: "Doe" }] })
    expect(await look("calls")).toMatchObject({ total: 2, calls: [{ status: 200 }, { status: 201, method: "PATCH" }] })
    expect(await look("calls/1")).toEqual({})
    expect(await look("calls/2")).toMatchObject({ request: '{"LastName":"Doe"}' })
  })
})
