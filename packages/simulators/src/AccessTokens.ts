import { randomBytes } from "node:crypto"
import type { SimulatorRequest } from "./Routes.ts"

export interface AccessTokens {
  readonly issue: () => string
  readonly isLive: (token: string) => boolean
  readonly expireAll: () => void
}

const keptTokens = 1_000

/** Tokens that live `lifetimeSeconds` from their issue or, where `renewedByUse`, from their last use. */
export const makeAccessTokens = (settings: {
  readonly lifetimeSeconds: number
  readonly renewedByUse: boolean
  readonly now: () => number
}): AccessTokens => {
  const expiries = new Map<string, number>()
  const expiry = () => settings.now() + settings.lifetimeSeconds * 1_000
  return {
    issue: () => {
      const token = randomBytes(32).toString("base64url")
      expiries.set(token, expiry())
      for (const oldest of expiries.keys()) if (expiries.size > keptTokens) expiries.delete(oldest)
      return token
    },
    isLive: (token) => {
      const isLive = (expiries.get(token) ?? Number.NEGATIVE_INFINITY) > settings.now()
      if (isLive && settings.renewedByUse) expiries.set(token, expiry())
      return isLive
    },
    expireAll: () => expiries.clear(),
  }
}

export const bearerOf = (request: SimulatorRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1]

export interface ClientCredentials {
  readonly id: string
  readonly secret: string
}

export const basicCredentialsOf = (request: SimulatorRequest): ClientCredentials | undefined => {
  const encoded = /^Basic (\S+)$/i.exec(request.headers.authorization ?? "")?.[1]
  if (encoded === undefined) return undefined
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":")
  return { id, secret: secret.join(":") }
}

/** The fields of a form body; `undefined` when the body says that it is something else. */
export const formOf = (request: SimulatorRequest): URLSearchParams | undefined =>
  request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")
    ? new URLSearchParams(request.body ?? "")
    : undefined
