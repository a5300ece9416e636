import crypto from "node:crypto"
import { syncBuiltinESMExports } from "node:module"
import { dice } from "./Chance.ts"

/**
 * While the work is done, what the simulated orgs and the services take from `node:crypto` by chance follows from the seed.
 * Only one work at a time in a thread: the module is everybody's.
 */
export const seeded = async <A>(seed: number, work: () => Promise<A>): Promise<A> => {
  const { randomUUID, randomBytes } = crypto
  const roll = dice(seed)
  const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(roll() * 256)))
  Object.assign(crypto, { randomBytes: bytes, randomUUID: () => uuidOf(bytes(16)) })
  syncBuiltinESMExports()
  try {
    return await work()
  } finally {
    Object.assign(crypto, { randomUUID, randomBytes })
    syncBuiltinESMExports()
  }
}

/** Of version 4, as the real one makes them. */
export const uuidOf = (bytes: Buffer): string => {
  const hex = bytes.toString("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
