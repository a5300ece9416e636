import type { Keyring } from "./Keyring.ts"

/** A UUID (RFC 9562, version 8) derived from what brings it about, so that doing it again makes the same one. */
export const derivedId = (keyring: Keyring, purpose: string, ...parts: ReadonlyArray<string>): string => {
  const bytes = Buffer.from(keyring.digest(purpose, JSON.stringify(parts)), "base64url")
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
