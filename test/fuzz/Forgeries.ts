import { createHmac } from "node:crypto"
import { makeAuthentication } from "@kith/ingress-redactor/Authenticate"
import { Effect, Redacted } from "effect"
import { chance } from "../stories/Canaries.ts"

const secret = "a secret of the signing sender"
const older = "the secret before it"
const token = "a-token-of-the-signing-sender"

const signed = (body: string, by: string, encoding: "base64" | "hex" = "base64") =>
  `sha256=${createHmac("sha256", by).update(body).digest(encoding)}`

/** A request that somebody forged who has seen signed ones, but knows no secret. */
const forgery = (random: () => number): { readonly headers: Record<string, string>; readonly body: string } => {
  const number = Math.floor(random() * 1e9)
  const body = `{"id":"i-${number}"}`
  const genuine = signed(body, random() < 0.5 ? secret : older)
  const at = 7 + Math.floor(random() * 43)
  const otherCharacter = genuine[at] === "A" ? "B" : "A"
  const forged: ReadonlyArray<() => Record<string, string>> = [
    () => ({ "x-hub-signature-256": signed(body, `another secret ${number}`) }),
    // One that was good for another body.
    () => ({ "x-hub-signature-256": signed(`${body} `, secret) }),
    () => ({ "x-hub-signature-256": `${genuine.slice(0, at)}${otherCharacter}${genuine.slice(at + 1)}` }),
    () => ({ "x-hub-signature-256": genuine.slice(0, at) }),
    () => ({ "x-hub-signature-256": `${genuine}${genuine}` }),
    () => ({ "x-hub-signature-256": signed(body, secret, "hex") }),
    () => ({ "x-hub-signature-256": genuine.replace("sha256", "sha1") }),
    () => ({ "x-hub-signature-256": "sha256=" }),
    () => ({ authorization: `Bearer ${token.slice(0, at % token.length)}` }),
    () => ({ authorization: `Bearer ${token}${number}` }),
    () => ({ authorization: `Basic ${Buffer.from(token).toString("base64")}` }),
    () => ({ authorization: token }),
  ]
  const headers = forged[Math.floor(random() * forged.length)]?.() ?? {}
  return { headers, body }
}

/** Tries so many forgeries; answers with how many were taken for genuine. Throws if a genuine one is not. */
export const forge = async (seed: number, count: number): Promise<number> => {
  const random = chance(seed)
  const { prove } = makeAuthentication({
    tokens: [Redacted.make(token)],
    hmacSecrets: [secret, older].map((one) => Redacted.make(one)),
  })
  const proven = (headers: Record<string, string>, body: string) =>
    Effect.runSync(
      prove({
        method: "POST",
        path: "/webhooks/genesys",
        query: new URLSearchParams(),
        headers,
        body: Buffer.from(body),
      }),
    ).proofs.length > 0
  if (!proven({ "x-hub-signature-256": signed("{}", older) }, "{}")) throw new Error("a genuine signature was refused")
  let accepted = 0
  for (let n = 0; n < count; n++) {
    const { headers, body } = forgery(random)
    // Base64's last character has bits that say nothing: changing only those is the same signature.
    if (proven(headers, body) && !isSame(headers["x-hub-signature-256"], body)) accepted += 1
  }
  return accepted
}

const isSame = (signature: string | undefined, body: string): boolean =>
  [secret, older].some((by) =>
    Buffer.from(signature?.slice(7) ?? "", "base64").equals(Buffer.from(signed(body, by).slice(7), "base64")),
  )
