import { Redacted } from "effect"
import * as z from "zod"
import { scopes } from "../http/Bearer.ts"

/** The shapes that several processes' variables share. Messages end up before an operator: no values. */

export const port = z.coerce
  .number("is no number")
  .int("is no whole number")
  .min(0, "is below 0")
  .max(65_535, "is above 65535")
  .default(8080)

export const secretText = z
  .string()
  .max(8192, "is too long")
  .transform((text) => Redacted.make(text))

/** A pepper keeps identifiers from being guessed out of their hashes, so it must not be guessable itself. */
export const pepper = z
  .string()
  .min(32, "must have at least 32 characters")
  .max(1024, "is too long")
  .transform((text) => Redacted.make(text))

const commaSeparated = (text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")

const list = <A>(item: z.ZodType<A, string>) =>
  z
    .string()
    .max(16_384, "is too long")
    .transform(commaSeparated)
    .pipe(z.array(item).min(1, "is empty").max(32, "has more than 32 entries"))

export const pepperList = list(pepper)

/** Who may call: one account for each subscription. */
export const emailList = list(z.email("names no account"))

const token = z
  .string()
  .regex(/^[A-Za-z0-9._~+/=-]{16,512}$/, "each token needs 16 to 512 characters of A-Z a-z 0-9 . _ ~ + / = -")
  .transform((text) => Redacted.make(text))

/** Bearer tokens, old and new side by side while they are being rotated. */
export const tokenList = list(token)

/** `TOKEN` with all scopes, or `scope+scope:TOKEN`; with a name for the audit log `name=scope+scope:TOKEN`, or `name=:TOKEN`. */
const scopedToken = z
  .string()
  .transform((text) => {
    const colon = text.indexOf(":")
    const [, name, list = ""] = /^(?:([^=]*)=)?(.*)$/.exec(text.slice(0, Math.max(colon, 0))) ?? []
    return {
      ...(name !== undefined && { name }),
      scopes: list === "" ? [...scopes] : list.split("+"),
      token: text.slice(colon + 1),
    }
  })
  .pipe(
    z.object({
      name: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,64}$/, "a token's name is 1 to 64 characters of A-Z a-z 0-9 . _ -")
        .exactOptional(),
      scopes: z.array(z.enum(scopes, `a scope is none of ${scopes.join(", ")}`)),
      token,
    }),
  )

export const scopedTokenList = list(scopedToken)

const isLoopback = (hostname: string) => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)

const isSafeUrl = (text: string) => {
  const url = URL.parse(text)
  if (url === null || url.username !== "" || url.password !== "") return false
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))
}

/** Tokens and personal values travel there: https, or http on this machine. Without a slash at the end. */
export const httpUrl = z
  .string()
  .max(2048, "is too long")
  .refine(isSafeUrl, "must be an https URL without credentials (http only on loopback)")
  .transform((text) => text.replace(/\/+$/, ""))

const logLevels = { trace: "Trace", debug: "Debug", info: "Info", warn: "Warn", error: "Error" } as const

export const logLevel = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(["trace", "debug", "info", "warn", "error"], "is none of trace, debug, info, warn, error"))
  .transform((name) => logLevels[name])
  .default("Info")

/** Whether an erasure asks Genesys' own GDPR API to delete the person there too. */
export const gdprMode = z.enum(["off", "delete"], "is neither off nor delete").default("off")
