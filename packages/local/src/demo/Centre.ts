import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Assets, noAssets } from "@kith/console/web/Assets"
import type { GenesysOrg } from "@kith/simulators/GenesysOrg"
import type { SalesforceOrg } from "@kith/simulators/SalesforceOrg"
import { startKith } from "../Kith.ts"
import { keptSecrets } from "../Secrets.ts"
import { startSimulated } from "../Simulated.ts"

export interface Answer {
  readonly status: number
  readonly body: unknown
  /** Milliseconds from sending to the whole answer. */
  readonly millis: number
}

/** A contact centre with Kith, Genesys and Salesforce, all of it in this process and behind real HTTP. */
export interface Centre {
  /** To the webhook. */
  readonly send: (body: string, isStranger?: boolean) => Promise<Answer>
  /** The console. */
  readonly get: (path: string) => Promise<Answer>
  readonly post: (path: string, body: object) => Promise<Answer>
  /** Opens the console signed in, at a screen: the token stands behind the `#`, which browsers send to nobody. */
  readonly consoleLink: (screen: string) => string
  readonly genesys: GenesysOrg
  readonly salesforce: SalesforceOrg
  /** Deletes a contact by the vendor's own API, as a colleague would. */
  readonly deleteContact: (id: string) => Promise<Answer>
  readonly stop: () => Promise<void>
}

/** Starts everything on free ports, with data that does not outlive the process; `web` is the console's app, if it is to be looked at. */
export const openCentre = async (web: Assets = noAssets): Promise<Centre> => {
  const directory = mkdtempSync(join(tmpdir(), "kith-demo-"))
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }))
  const { secrets } = keptSecrets(directory)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const send: Centre["send"] = (body, isStranger = false) =>
    exchange(`${url}/webhooks/genesys`, "POST", isStranger ? undefined : secrets.WEBHOOK_TOKENS, body)
  const simulated = await startSimulated({}, anyPorts, {
    unknownInteractions: "refuse",
    echo: async (event) => {
      const { status } = await send(JSON.stringify(event))
      if (status !== 202) throw new Error(`the webhook answered an echo with ${status}`)
    },
  })
  const { genesys, salesforce } = simulated
  if (genesys === undefined || salesforce === undefined) throw new Error("nothing is configured, so all is simulated")
  const env = {
    ...secrets,
    ...simulated.env,
    KITH_DATA_DIR: directory,
    PORT: String(port),
    PROFILE_BASE_URL: url,
    // What is retried is told by the demo itself.
    LOG_LEVEL: "error",
  }
  const kith = await startKith(env, undefined, web)
  return {
    send,
    get: (path) => exchange(`${url}${path}`, "GET", secrets.CONSOLE_TOKENS),
    post: (path, body) => exchange(`${url}${path}`, "POST", secrets.CONSOLE_TOKENS, JSON.stringify(body)),
    consoleLink: (screen) => `${url}/#token=${secrets.CONSOLE_TOKENS}&to=${screen}`,
    genesys,
    salesforce,
    deleteContact: (id) => deleteContact(simulated.env, id),
    stop: async () => {
      await kith.stop()
      await simulated.stop()
    },
  }
}

const anyPorts = { genesys: 0, genesysLogin: 0, salesforce: 0 }

/** The profiles' URL has to be known before Kith listens. */
const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const exchange = async (url: string, method: string, token?: string, body?: string): Promise<Answer> => {
  const startedAt = performance.now()
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  const millis = performance.now() - startedAt
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text), millis }
}

const deleteContact = async (env: Readonly<Record<string, string>>, id: string): Promise<Answer> => {
  const { SALESFORCE_LOGIN_URL: url, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET } = env
  const login = await fetch(`${url}/services/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: `${SALESFORCE_CLIENT_ID}`,
      client_secret: `${SALESFORCE_CLIENT_SECRET}`,
    }),
  })
  const { access_token: token } = (await login.json()) as { readonly access_token: string }
  return await exchange(`${url}/services/data/v62.0/sobjects/Contact/${id}`, "DELETE", token)
}
