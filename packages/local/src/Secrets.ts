import { randomBytes } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"

const secret = z.string().min(16).max(512)
const Secrets = z.strictObject({ KITH_PEPPER: secret.min(32), WEBHOOK_TOKENS: secret, CONSOLE_TOKENS: secret })
export type Secrets = z.infer<typeof Secrets>

/** What nobody set is made up once and kept beside the data: without its pepper the data cannot be read again. */
export const keptSecrets = (directory: string): { readonly secrets: Secrets; readonly isNew: boolean } => {
  const file = join(directory, "secrets.json")
  try {
    return { secrets: Secrets.parse(JSON.parse(readFileSync(file, "utf8"))), isNew: false }
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== "ENOENT") throw new Error(`${file} cannot be read`)
  }
  const secrets = madeUpSecrets()
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx" })
  return { secrets, isNew: true }
}

export const madeUpSecrets = (): Secrets => {
  const make = () => randomBytes(24).toString("base64url")
  return { KITH_PEPPER: randomBytes(32).toString("base64url"), WEBHOOK_TOKENS: make(), CONSOLE_TOKENS: make() }
}
