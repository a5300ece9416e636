import { parseJson } from "../http/Json.ts"

/** Genesys' events are below 20 KB; a Pub/Sub message of ours holds 256 KiB. */
export const maximumBytes = 256 * 1024
/** `JSON.parse` survives far deeper bodies than the schemas that read its result. */
const maximumDepth = 32
const maximumKeys = 2_000

export type BodyProblem = "tooLarge" | "notUtf8" | "tooDeep" | "tooManyKeys" | "forbiddenKey" | "notJson"

export type ParsedBody =
  | { readonly _tag: "json"; readonly json: unknown }
  | { readonly _tag: "refused"; readonly problem: BodyProblem }

const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x7b, 0x5b])
const closing = new Set([0x7d, 0x5d])
const colon = 0x3a

/** One pass over the bytes, before anything is built from them. In UTF-8 none of these bytes is part of another character. */
const measure = (bytes: Uint8Array): "tooDeep" | "tooManyKeys" | undefined => {
  let depth = 0
  let keys = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (inString) {
      if (byte === backslash) i++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === colon && ++keys > maximumKeys) return "tooManyKeys"
    else if (opening.has(byte) && ++depth > maximumDepth) return "tooDeep"
    else if (closing.has(byte)) depth--
  }
  return undefined
}

const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const refused = (problem: BodyProblem): ParsedBody => ({ _tag: "refused", problem })

/** Names through which an assignment reaches the prototype of every object, however the text escaped them. */
const forbidden = new Set(["__proto__", "constructor", "prototype"])

/** Of what has been measured: it is not deep. */
const reachesPrototype = (json: unknown): boolean => {
  if (typeof json !== "object" || json === null) return false
  if (Array.isArray(json)) return json.some(reachesPrototype)
  return Object.entries(json).some(([name, value]) => forbidden.has(name) || reachesPrototype(value))
}

/**
 * The only way from a request's bytes to JSON: at most 256 KiB of valid UTF-8, 32 levels, 2,000 keys, none of them
 * `__proto__`, `constructor` or `prototype`.
 */
export const parseBody = (bytes: Uint8Array): ParsedBody => {
  if (bytes.length > maximumBytes) return refused("tooLarge")
  const text = decodeUtf8(bytes)
  if (text === undefined) return refused("notUtf8")
  const beyond = measure(bytes)
  if (beyond !== undefined) return refused(beyond)
  const json = parseJson(text)
  if (json === undefined) return refused("notJson")
  return reachesPrototype(json) ? refused("forbiddenKey") : { _tag: "json", json }
}
