import { hash, timingSafeEqual } from "node:crypto"
import { Redacted } from "effect"
import type { HttpRequest } from "./Http.ts"

/** What a console token may be used for. */
export const scopes = ["profiles", "privacy", "operations"] as const
export type Scope = (typeof scopes)[number]

export interface ScopedToken {
  readonly token: Redacted.Redacted
  /** What its holder is called where deeds are written down. */
  readonly name?: string | undefined
  readonly scopes: ReadonlyArray<Scope>
}

const bearer = /^Bearer +(\S{1,4096})$/i

const presented = (headers: HttpRequest["headers"]): string | undefined =>
  bearer.exec(headers["authorization"] ?? "")?.[1]

const digest = (text: string) => hash("sha256", text, "buffer")

const digests = new WeakMap<Redacted.Redacted, Buffer>()
/** Made once: the same tokens are compared with every request's. */
const digestOf = (token: Redacted.Redacted): Buffer => {
  const known = digests.get(token) ?? digest(Redacted.value(token))
  digests.set(token, known)
  return known
}

/** The tokens that were presented, compared with every one so that the time taken tells nothing about any. */
const matching = <A>(
  headers: HttpRequest["headers"],
  tokens: ReadonlyArray<A>,
  secret: (token: A) => Redacted.Redacted,
) => {
  const token = presented(headers)
  if (token === undefined) return []
  const wanted = digest(token)
  return tokens.filter((candidate) => timingSafeEqual(wanted, digestOf(secret(candidate))))
}

/** Whether the request carries one of the tokens; several are live while they are being rotated. */
export const holdsToken = (headers: HttpRequest["headers"], tokens: ReadonlyArray<Redacted.Redacted>): boolean =>
  matching(headers, tokens, (token) => token).length > 0

/** `"unauthenticated"` is a 401, `"forbidden"` (a token of ours, without the scope) a 403. */
export const authorize = (
  headers: HttpRequest["headers"],
  tokens: ReadonlyArray<ScopedToken>,
  scope: Scope,
): "granted" | "unauthenticated" | "forbidden" => {
  const held = matching(headers, tokens, ({ token }) => token)
  if (held.length === 0) return "unauthenticated"
  return held.some((token) => token.scopes.includes(scope)) ? "granted" : "forbidden"
}

/** All that the request's token may be used for; nothing if it is none of these. */
export const scopesOf = (headers: HttpRequest["headers"], tokens: ReadonlyArray<ScopedToken>): ReadonlyArray<Scope> => {
  const held = matching(headers, tokens, ({ token }) => token)
  return scopes.filter((scope) => held.some((token) => token.scopes.includes(scope)))
}

/** What the holder of the request's token is called: the token's name, or else the first digits of its hash. */
export const holderOf = (headers: HttpRequest["headers"], tokens: ReadonlyArray<ScopedToken>): string => {
  const [held] = matching(headers, tokens, ({ token }) => token)
  if (held === undefined) return "nobody"
  return held.name ?? `token-${digestOf(held.token).toString("hex").slice(0, 8)}`
}
