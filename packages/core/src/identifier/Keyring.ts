import { createHmac, createSecretKey } from "node:crypto"
import { Context } from "effect"
import type { Identifier, Key } from "./Identifier.ts"

/** Turns values into keyed hashes, so that nothing outside the interactions and profiles holds a value. */
export interface Keyring {
  /** Under the current pepper; of interactions, whose ids tell nobody's name, under the first there ever was. */
  readonly keyOf: (identifier: Identifier) => Key
  /** Every form it can have: the current one first, then one per other pepper. Tombstones answer in one of them only. */
  readonly keysOf: (identifier: Identifier) => ReadonlyArray<Key>
  /** Whether this is what `keyOf` would answer. */
  readonly isCurrent: (key: Key) => boolean
  /**
   * Keyed hash of any text, 128 bit as 22 characters of base64url, under the first pepper there ever was: it never changes.
   * Equal texts with different purposes differ.
   */
  readonly digest: (purpose: string, text: string) => string
  /** 256 bit for one purpose, under every pepper, the current one first: for sealing and signing. */
  readonly secretsFor: (purpose: string) => ReadonlyArray<Buffer>
}

export class Keys extends Context.Service<Keys, Keyring>()("@kith/core/Keys") {}

/** Netstrings: whatever the parts hold, two different lists never frame to the same bytes. */
const frame = (parts: ReadonlyArray<string>) => parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(",")

type Mac = (...parts: ReadonlyArray<string>) => Buffer

const macUnder = (pepper: string): Mac => {
  const key = createSecretKey(Buffer.from(pepper))
  return (...parts) => createHmac("sha256", key).update(frame(parts)).digest()
}

const short = (digest: Buffer) => digest.subarray(0, 16).toString("base64url")

type KeyOf = Keyring["keyOf"]

const keyIdOf = (mac: Mac) => mac("key-id").toString("hex").slice(0, 8)

const keyUnder = (mac: Mac): KeyOf => {
  const keyId = keyIdOf(mac)
  return ({ kind, value }: Identifier) => `${kind}:${keyId}:${short(mac("identifier", kind, value))}` as Key
}

/**
 * @param retired peppers of before, the latest first; they stay for as long as a key made with them may be asked for.
 * @param next the pepper that is about to take over, known to every process before the first of them uses it.
 */
export const makeKeyring = (pepper: string, retired: ReadonlyArray<string> = [], next?: string): Keyring => {
  const others = [...(next === undefined ? [] : [next]), ...retired].filter((other) => other !== pepper)
  const macs = [pepper, ...others].map(macUnder)
  const [newest, oldest] = [macUnder(pepper), macUnder(retired.at(-1) ?? pepper)]
  const all = macs.map(keyUnder)
  const [current, first] = [keyUnder(newest), keyUnder(oldest)]
  const [currentId, firstId] = [keyIdOf(newest), keyIdOf(oldest)]
  return {
    keyOf: (identifier) => (identifier.kind === "interaction" ? first : current)(identifier),
    keysOf: (identifier) =>
      identifier.kind === "interaction" ? [first(identifier)] : all.map((keyOf) => keyOf(identifier)),
    isCurrent: (key) => key.split(":")[1] === (key.startsWith("interaction:") ? firstId : currentId),
    digest: (purpose, text) => short(oldest("digest", purpose, text)),
    secretsFor: (purpose) => macs.map((mac) => mac("secret", purpose)),
  }
}

/** For one decision, which asks for the same hash many times over; no longer than it takes is any value kept. */
export const hashedOnce = (keyring: Keyring): Keyring => {
  const ofIdentifier = ({ kind, value }: Identifier) => `${kind}:${value}`
  return {
    ...keyring,
    keyOf: once(ofIdentifier, keyring.keyOf),
    keysOf: once(ofIdentifier, keyring.keysOf),
    digest: once((purpose, text) => JSON.stringify([purpose, text]), keyring.digest),
  }
}

const once = <A extends ReadonlyArray<unknown>, B>(
  nameOf: (...of: A) => string,
  make: (...of: A) => B,
): ((...of: A) => B) => {
  const made = new Map<string, B>()
  return (...of) => {
    const name = nameOf(...of)
    const known = made.get(name)
    if (known !== undefined) return known
    const fresh = make(...of)
    made.set(name, fresh)
    return fresh
  }
}

/** Firestore reserves `.`, `..` and `__…__` as document ids. One without a letter may as well be somebody's number. */
const looksLikeAnId = /^(?!__.*__$)(?=.*[A-Za-z])[A-Za-z0-9._-]{1,128}$/

/**
 * The id of an interaction's document: the interaction's own if it looks like one, else its digest, always under the first
 * pepper there was, so that a change of peppers moves no document. Idempotent.
 */
export const interactionDocumentId = (keyring: Keyring, interactionId: string): string =>
  looksLikeAnId.test(interactionId) ? interactionId : keyring.digest("interaction", interactionId)
