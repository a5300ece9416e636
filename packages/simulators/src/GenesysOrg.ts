import { makeAccessTokens } from "./AccessTokens.ts"
import type { Call } from "./CallLog.ts"
import { answerApi, type GenesysApi } from "./genesys/Api.ts"
import { type AttributeLimits, usualAttributeLimits } from "./genesys/AttributeRules.ts"
import { type ContactApi, makeContactApi } from "./genesys/ContactApi.ts"
import { type Conversations, makeConversations, type ShownInteraction, shown } from "./genesys/Conversations.ts"
import { type Echo, makeEchoes } from "./genesys/Echoes.ts"
import { notFound, unavailable } from "./genesys/Errors.ts"
import { makeGdprRoutes } from "./genesys/GdprApi.ts"
import { answerLogin } from "./genesys/Login.ts"
import { makePlay, type Play } from "./genesys/Play.ts"
import { makeRateLimit } from "./genesys/RateLimit.ts"
import { listen, type Served, serve } from "./Server.ts"
import { makeTrouble, type Trouble, type TroubleAtFirst } from "./Trouble.ts"

export interface GenesysOrgOptions {
  /** 0 takes a free port. */
  readonly port?: number
  readonly loginPort?: number
  readonly clientId: string
  readonly clientSecret: string
  /** The vendor takes 300 to 172,800. */
  readonly tokenSeconds?: number
  readonly allowedPerMinute?: number
  /** A write to an interaction the org never opened: 404, or the org takes it for its own. */
  readonly unknownInteractions: "refuse" | "adopt"
  readonly attributeLimits?: Partial<AttributeLimits>
  /** Called with the event that an attribute PATCH raises in a real org. */
  readonly echo?: Echo
  readonly trouble?: TroubleAtFirst
  /** Epoch milliseconds. */
  readonly now?: () => number
}

export interface GenesysOrg extends Genesys {
  readonly url: string
  readonly loginUrl: string
  readonly stop: () => Promise<void>
}

export interface Genesys extends Play, Pick<ContactApi, "contact" | "contacts" | "addContact" | "ignoreAssociations"> {
  /** `undefined`: unknown to the org. */
  readonly interaction: (id: string) => ShownInteraction | undefined
  /** The latest on the API. */
  readonly calls: () => ReadonlyArray<Call>
  /** The latest on the login host. */
  readonly logins: () => ReadonlyArray<Call>
  readonly trouble: Trouble
  /** Resolves when every echo was delivered, with the number that failed so far. */
  readonly echoesSettled: () => Promise<number>
}

const longestBody = 512_000
const tokenSecondsByDefault = 86_400

/** A Genesys Cloud org on loopback. */
export const startGenesysOrg = async (options: GenesysOrgOptions): Promise<GenesysOrg> => {
  const { api, login, ...org } = makeGenesysOrg(options)
  const loginServer = await listen(login, options.loginPort)
  const server = await listen(api, options.port)
  return {
    ...org,
    url: server.url,
    loginUrl: loginServer.url,
    stop: async () => {
      await Promise.all([server.stop(), loginServer.stop()])
      await org.echoesSettled()
    },
  }
}

/** A Genesys Cloud org that enforces the vendor's rules; `login` and `api` are two hosts, as the vendor's are. */
export const makeGenesysOrg = (options: GenesysOrgOptions): Genesys & Readonly<Record<"api" | "login", Served>> => {
  const { now = Date.now, tokenSeconds = tokenSecondsByDefault } = options
  const client = { id: options.clientId, secret: options.clientSecret }
  const tokens = makeAccessTokens({ lifetimeSeconds: tokenSeconds, renewedByUse: false, now })
  const conversations = makeConversations(now)
  const contacts = makeContactApi(conversations.find)
  const echoes = makeEchoes(options.echo)
  const trouble = makeTrouble(options.trouble, tokens.expireAll)
  const org: GenesysApi = {
    tokens,
    rateLimit: makeRateLimit(options.allowedPerMinute ?? 300, now),
    conversations,
    contacts,
    gdpr: makeGdprRoutes(),
    limits: { ...usualAttributeLimits, ...options.attributeLimits },
    unknownInteractions: options.unknownInteractions,
    echoes,
    now,
  }
  const vendor = { unavailable, longestBody, trouble, now }
  const login = serve({
    ...vendor,
    inspection: [],
    answer: (request) => answerLogin(request, client, tokens, tokenSeconds),
  })
  const api = serve({
    ...vendor,
    inspection: [showInteraction(conversations)],
    answer: (request) => answerApi(org, request),
  })
  return {
    api,
    login,
    ...makePlay(conversations, now),
    contact: contacts.contact,
    contacts: contacts.contacts,
    addContact: contacts.addContact,
    ignoreAssociations: contacts.ignoreAssociations,
    interaction: (id) => {
      const conversation = conversations.find(id)
      return conversation && shown(conversation)
    },
    calls: api.calls.latest,
    logins: login.calls.latest,
    trouble,
    echoesSettled: echoes.settled,
  }
}

const showInteraction = (conversations: Conversations) => ({
  method: "GET",
  path: "/simulator/interactions/:id",
  handle: (_: unknown, param: (name: string) => string) => {
    const conversation = conversations.find(param("id"))
    return conversation === undefined ? notFound() : { status: 200, body: shown(conversation) }
  },
})
