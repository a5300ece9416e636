import { randomBytes } from "node:crypto"
import { text } from "node:stream/consumers"
import { parseArgs } from "node:util"
import { GoogleAuth } from "google-auth-library"
import { secretId, secretNames } from "./Environment.ts"

/**
 * `pnpm secret --project my-project WEBHOOK_TOKENS`: a new value of a secret, read from standard input or, with `--make`,
 * made up. It goes to Secret Manager and nowhere else: not into the program, its state, or a file.
 */
const { values, positionals } = parseArgs({
  options: { project: { type: "string" }, make: { type: "boolean", default: false } },
  allowPositionals: true,
})
const name = secretNames.find((one) => one === positionals[0])
if (values.project === undefined || name === undefined) {
  throw new Error(`usage: pnpm secret --project PROJECT [--make] NAME, where NAME is one of ${secretNames.join(", ")}`)
}

const value = values.make ? randomBytes(32).toString("base64url") : (await text(process.stdin)).trim()
if (value === "") throw new Error("nothing came on standard input")

const client = await new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" }).getClient()
const { data } = await client.request<{ name: string }>({
  method: "POST",
  url: `https://secretmanager.googleapis.com/v1/projects/${values.project}/secrets/${secretId(name)}:addVersion`,
  data: { payload: { data: Buffer.from(value).toString("base64") } },
})
process.stdout.write(`${data.name}\n`)
// Whoever sends has to know what was made up; a pepper nobody has to.
if (values.make && name !== "KITH_PEPPER") process.stdout.write(`${value}\n`)
