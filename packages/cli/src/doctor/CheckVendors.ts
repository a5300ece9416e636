import { connect } from "node:net"
import { clientCredentials, jwtBearer } from "@kith/core/http/OAuth"
import { say } from "@kith/core/telemetry/Harmless"
import type { EmbeddedSettings } from "@kith/local/EmbeddedSettings"
import { Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import { exchange } from "../api/Exchange.ts"
import { checkClock } from "./CheckClock.ts"
import { type Finding, unwell, well } from "./Finding.ts"

type Services = EmbeddedSettings["services"]

/** Genesys and every CRM that the settings name: whether it is there, takes our login, and what its clock says. */
export const checkVendors = Effect.fnUntraced(function* ({ crm, writeback }: Services) {
  const checks = [checkGenesys(writeback), ...crm.CRM_SINKS.map((sink) => sinks[sink](crm))]
  return (yield* Effect.all(checks, { concurrency: "unbounded" })).flat()
})

const checkGenesys = (settings: Services["writeback"]) => {
  const loginUrl = settings.GENESYS_LOGIN_URL ?? `https://login.${settings.GENESYS_REGION}`
  const credentials = {
    system: say`genesys`,
    tokenUrl: `${loginUrl}/oauth/token`,
    clientId: settings.GENESYS_CLIENT_ID,
    clientSecret: settings.GENESYS_CLIENT_SECRET,
  }
  return checkLogin(
    "genesys",
    loginUrl,
    clientCredentials(credentials),
    "GENESYS_REGION, GENESYS_CLIENT_ID and …SECRET",
  )
}

const checkSalesforce = (settings: Services["crm"]) => {
  const { SALESFORCE_LOGIN_URL: loginUrl = "", SALESFORCE_CLIENT_ID: clientId = "" } = settings
  const { SALESFORCE_JWT_KEY: privateKey, SALESFORCE_USERNAME: username, SALESFORCE_CLIENT_SECRET: secret } = settings
  const client = { system: say`salesforce`, tokenUrl: `${loginUrl}/services/oauth2/token`, clientId }
  const variables = "SALESFORCE_LOGIN_URL, SALESFORCE_CLIENT_ID and what it logs in with"
  if (privateKey !== undefined && username !== undefined)
    return checkLogin("salesforce", loginUrl, jwtBearer({ ...client, privateKey, username }), variables)
  return secret === undefined
    ? Effect.succeed([])
    : checkLogin("salesforce", loginUrl, clientCredentials({ ...client, clientSecret: secret }), variables)
}

/** Its login is an account's of ServiceNow, checked by each call: only whether it is there is asked. */
const checkServiceNow = ({ SERVICENOW_URL: url = "" }: Services["crm"]) =>
  checkReached("servicenow", url, "SERVICENOW_URL")

/** It speaks no HTTP: whether somebody listens there is all that is asked. */
const checkNeo4j = ({ NEO4J_URL: url = "" }: Services["crm"]) => {
  const { hostname, port } = new URL(url.replace(/^[a-z0-9+]+:/, "http:"))
  const says = `${hostname}:${port || 7687}`
  return Effect.map(listens(hostname, Number(port || 7687)), (isThere) => [
    isThere
      ? well("neo4j", `Somebody listens at ${says}.`)
      : unwell("neo4j", `Nobody listens at ${says}.`, "Look at NEO4J_URL, the network, and the server."),
  ])
}

const sinks = { salesforce: checkSalesforce, servicenow: checkServiceNow, neo4j: checkNeo4j } as const

type Login = ReturnType<typeof clientCredentials>

/** Logs in as the service would. */
const checkLogin = Effect.fnUntraced(function* (vendor: string, url: string, login: Login, variables: string) {
  const reached = yield* checkReached(vendor, url, variables)
  if (reached.some(({ state }) => state === "unwell")) return reached
  const token = yield* login.pipe(
    Effect.flatMap(({ token }) => token),
    Effect.result,
  )
  const refused = `It is there, and does not log us in`
  const finding =
    token._tag === "Success"
      ? well(vendor, `It logs us in at ${url}.`)
      : unwell(
          vendor,
          `${refused}: ${token.failure.reason}.`,
          `Look at ${variables}, and at the client's rights there.`,
        )
  return [finding, ...reached.filter(({ check }) => check !== vendor)]
})

const checkReached = Effect.fnUntraced(function* (vendor: string, url: string, variables: string) {
  const answer = yield* exchange(HttpClientRequest.get(url)).pipe(Effect.timeout("10 seconds"), Effect.result)
  if (answer._tag === "Failure")
    return [
      unwell(vendor, `Nobody answers at ${url}.`, `Look at ${variables}, the network, and the vendor's status page.`),
    ]
  const findings: ReadonlyArray<Finding> = [
    well(vendor, `It answers at ${url}.`),
    checkClock(vendor, answer.success.headers["date"], Date.now()),
  ]
  return findings
})

const listens = (host: string, port: number) =>
  Effect.promise(
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ host, port, timeout: 5_000 })
        const end = (isThere: boolean) => {
          socket.destroy()
          resolve(isThere)
        }
        socket.once("connect", () => end(true))
        socket.once("timeout", () => end(false))
        socket.once("error", () => end(false))
      }),
  )
