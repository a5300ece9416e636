import { makeGenesysOrg } from "@kith/simulators/GenesysOrg"
import type { Answer, SimulatorRequest } from "@kith/simulators/Routes"
import { makeSalesforceOrg } from "@kith/simulators/SalesforceOrg"
import { makeServiceNowOrg } from "@kith/simulators/ServiceNowOrg"
import { Effect, Exit, Stream } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import type { Centre } from "./Centre.ts"
import type { Process } from "./Process.ts"
import { step } from "./Steps.ts"
import type { VendorName } from "./Story.ts"
import { mostPeople, valueNamedBy } from "./Values.ts"

const client = { clientId: "kith", clientSecret: "a secret of the simulated orgs" }

/** Where the vendors are, as the services are told: nothing is ever sent there. */
export const addresses = {
  GENESYS_API_URL: "http://127.0.0.1:1001",
  GENESYS_LOGIN_URL: "http://127.0.0.1:1002",
  GENESYS_CLIENT_ID: client.clientId,
  GENESYS_CLIENT_SECRET: client.clientSecret,
  PROFILE_BASE_URL: "https://kith.example.org",
  SALESFORCE_LOGIN_URL: "http://127.0.0.1:1003",
  SALESFORCE_CLIENT_ID: client.clientId,
  SALESFORCE_CLIENT_SECRET: client.clientSecret,
  SERVICENOW_URL: "http://127.0.0.1:1004",
  SERVICENOW_USER: client.clientId,
  SERVICENOW_PASSWORD: client.clientSecret,
}

/** The external source of the org that our ids are told under. */
export const externalSource = "5d1c2f34-9f60-4c59-8d9e-0a3f5f6c7b8a"

/** The outside systems, under the vendors' rules, on the world's time. */
export const makeVendors = (now: () => number, echo: (event: unknown) => void) => {
  const genesys = makeGenesysOrg({ ...client, unknownInteractions: "refuse", allowedPerMinute: 300, now, echo })
  const salesforce = makeSalesforceOrg({ ...client, now })
  salesforce.seed(contactsBefore)
  const servicenow = makeServiceNowOrg({ user: client.clientId, password: client.clientSecret, now })
  const hosts = new Map([
    ["127.0.0.1:1001", { name: "genesys", served: genesys.api }],
    ["127.0.0.1:1002", { name: "genesys", served: genesys.login }],
    ["127.0.0.1:1003", { name: "salesforce", served: salesforce.api }],
    ["127.0.0.1:1004", { name: "servicenow", served: servicenow.api }],
  ] as const)
  return { genesys, salesforce, servicenow, hosts }
}

/** Whom the CRM has known before: some by an address that they use today, too. */
const contactsBefore = Array.from({ length: mostPeople }, (_, i) => i + 1).map((n) => ({
  LastName: `Qxname${n}`,
  ...(n % 3 === 0 && { Email: valueNamedBy(`e${n}`) }),
  ...(n % 4 === 0 && { Phone: valueNamedBy(`p${n}`) }),
}))

/** What the org's own people have entered, and Kith hears of only where it reads the CRM. */
export const wasThereBefore = (contact: Readonly<Record<string, unknown>>, value: string): boolean => {
  const before = contactsBefore.find((_, i) => valueNamedBy(`s${i + 1}`) === contact["Id"])
  return before !== undefined && Object.values(before).includes(value)
}

export type Vendors = ReturnType<typeof makeVendors>

/** An HTTP client with the vendors behind it, each call a step of the story's. */
export const httpOf = (centre: Centre, process: Process): HttpClient.HttpClient =>
  HttpClient.make((request, url) => {
    const host = centre.vendors.hosts.get(url.host as never)
    if (host === undefined) return Effect.die(new Error(`nobody answers at ${url.host}`))
    const { name, served } = host
    const broken = () => transportError(request)
    const sent = sentTo(request, url)
    const port = `${name} ${request.method} ${shapeOf(url.pathname)}`
    const perform = (
      done: (exit: Exit.Exit<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>) => void,
    ) =>
      centre.world.promise(
        async (): Promise<Answer | undefined> => centre.refusal(process, port) ?? served.receive(sent),
        (answer) => {
          if (answer === undefined) return done(Exit.fail(broken()))
          centre.called(process, { vendor: name, method: request.method, path: url.pathname, sent, answer })
          done(Exit.succeed(responseOf(request, answer)))
        },
      )
    return step(centre, process, port, perform, broken)
  })

const transportError = (request: HttpClientRequest.HttpClientRequest) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause: { code: "ECONNRESET" } }),
  })

const sentTo = (request: HttpClientRequest.HttpClientRequest, url: URL): SimulatorRequest => ({
  method: request.method,
  path: url.pathname,
  query: url.searchParams,
  headers: { ...request.headers, host: url.host },
  body: request.body._tag === "Uint8Array" ? Buffer.from(request.body.body).toString() : "",
})

/** Steps have a name for each kind of call, not for each record. */
const shapeOf = (path: string): string =>
  path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|003[A-Za-z0-9]{12,15}|\/[icp]\d+\b/g, "/…")

const responseOf = (request: HttpClientRequest.HttpClientRequest, { status, headers = {}, body }: Answer) => {
  const response = HttpClientResponse.fromWeb(request, new Response(null, { status, headers }))
  const stream = body === undefined ? Stream.empty : Stream.succeed(Buffer.from(JSON.stringify(body)))
  return Object.create(response, { stream: { value: stream } }) as HttpClientResponse.HttpClientResponse
}

export const troubleOf = (vendors: Vendors, vendor: VendorName) => vendors[vendor].trouble
