import { createHmac } from "node:crypto"
import { Context } from "effect"
import type { Identifier, Key } from "./Identifier.ts"

/** Turns values into keyed hashes, so that nothing outside the interactions and profiles holds a value. */
export interface Keyring {
  /** Under the current pepper. */
  readonly keyOf: (identifier: Identifier) => Key
  /** The current one first, then one per retired pepper: tombstones answer only under the pepper that made them. */
  readonly keysOf: (identifier: Identifier) => ReadonlyArray<Key>
  /** Keyed hash of any text, 128 bit as 22 characters of base64url. Equal texts with different purposes differ. */
  readonly digest: (purpose: string, text: string) => string
  /** The same under every pepper, the current one first. */
  readonly digestsOf: (purpose: string, text: string) => ReadonlyArray<string>
  /** 256 bit for one purpose, under every pepper, the current one first: for sealing and signing. */
  readonly secretsFor: (purpose: string) => ReadonlyArray<Buffer>
}

export class Keys extends Context.Service<Keys, Keyring>()("@kith/core/Keys") {}

/** Netstrings: whatever the parts hold, two different lists never frame to the same bytes. */
const frame = (parts: ReadonlyArray<string>) => parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(",")

const hmac = (pepper: string, ...parts: ReadonlyArray<string>) =>
  createHmac("sha256", pepper).update(frame(parts)).digest()

const mac128 = (pepper: string, ...parts: ReadonlyArray<string>) =>
  hmac(pepper, ...parts)
    .subarray(0, 16)
    .toString("base64url")

const keyUnder = (pepper: string) => {
  const keyId = hmac(pepper, "key-id").toString("hex").slice(0, 8)
  return ({ kind, value }: Identifier) => `${kind}:${keyId}:${mac128(pepper, "identifier", kind, value)}` as Key
}

/** @param retired peppers of before, in any order; they stay for as long as a key made with them may be asked for. */
export const makeKeyring = (pepper: string, retired: ReadonlyArray<string> = []): Keyring => {
  const peppers = [pepper, ...retired.filter((old) => old !== pepper)]
  const keyOf = keyUnder(pepper)
  const all = peppers.map(keyUnder)
  return {
    keyOf,
    keysOf: (identifier) => all.map((key) => key(identifier)),
    digest: (purpose, text) => mac128(pepper, "digest", purpose, text),
    digestsOf: (purpose, text) => peppers.map((one) => mac128(one, "digest", purpose, text)),
    secretsFor: (purpose) => peppers.map((one) => hmac(one, "secret", purpose)),
  }
}

/** Firestore reserves `.`, `..` and `__…__` as document ids. */
const looksLikeAnId = /^(?!\.\.?$)(?!__.*__$)[A-Za-z0-9._-]{1,128}$/

/** The id of an interaction's document: the interaction's own if it looks like one, else its digest; idempotent. */
export const interactionDocumentId = (keyring: Keyring, interactionId: string): string =>
  looksLikeAnId.test(interactionId) ? interactionId : keyring.digest("interaction", interactionId)

/** All ids that the document can have: a digest may have been made under a retired pepper. The current one first. */
export const interactionDocumentIds = (keyring: Keyring, interactionId: string): ReadonlyArray<string> =>
  looksLikeAnId.test(interactionId) ? [interactionId] : keyring.digestsOf("interaction", interactionId)
