import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import type { Keyring } from "./Keyring.ts"

const cipher = "aes-256-gcm"
const nonceBytes = 12
const tagBytes = 16

/**
 * Seals a text with a key of its own purpose, for a store that others can read. `about` names what it belongs to: a seal
 * that is copied elsewhere does not open there.
 */
export const seal = (keyring: Keyring, purpose: string, about: string, text: string): string => {
  const [key = Buffer.alloc(0)] = keyring.secretsFor(`seal ${purpose}`)
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([sealing.update(text, "utf8"), sealing.final()])
  return Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString("base64url")
}

/** Undefined if it was not sealed here, under any pepper, about this. */
export const unseal = (keyring: Keyring, purpose: string, about: string, sealed: string): string | undefined => {
  const bytes = Buffer.from(sealed, "base64url")
  if (bytes.length < nonceBytes + tagBytes) return undefined
  const nonce = bytes.subarray(0, nonceBytes)
  const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
  for (const key of keyring.secretsFor(`seal ${purpose}`)) {
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    opening.setAAD(Buffer.from(about)).setAuthTag(tag)
    try {
      return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString("utf8")
    } catch {
      // Another pepper's.
    }
  }
  return undefined
}
