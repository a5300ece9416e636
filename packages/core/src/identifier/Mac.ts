import { hash } from "node:crypto"

const blockBytes = 64
const digestBytes = 32

const padded = (key: Uint8Array, pad: number): Buffer => {
  const block = Buffer.alloc(blockBytes, pad)
  for (const [i, byte] of key.entries()) block[i] = pad ^ byte
  return block
}

/**
 * HMAC-SHA256 (RFC 2104) of texts under one secret. Several are made for every event: Node's own `createHmac` sets up an
 * object for each, which takes twice as long as the hashing.
 */
export const macUnder = (secret: string): ((text: string) => Buffer) => {
  const bytes = Buffer.from(secret)
  const key = bytes.length > blockBytes ? hash("sha256", bytes, "buffer") : bytes
  const inner = padded(key, 0x36)
  const outer = Buffer.concat([padded(key, 0x5c), Buffer.alloc(digestBytes)])
  return (text) => {
    const message = Buffer.allocUnsafe(blockBytes + Buffer.byteLength(text))
    inner.copy(message)
    message.write(text, blockBytes)
    outer.set(hash("sha256", message, "buffer"), blockBytes)
    return hash("sha256", outer, "buffer")
  }
}
