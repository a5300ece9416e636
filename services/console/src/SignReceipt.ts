import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto"
import { type ErasureRecord, Erasures } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import { kindOf } from "@kith/core/identifier/Identifier"
import { type Keyring, Keys } from "@kith/core/identifier/Keyring"
import { canonicalJson } from "@kith/core/interaction/CanonicalJson"
import { Effect, Redacted } from "effect"
import * as z from "zod"
import { statusOf } from "./AnswerErasure.ts"
import { closeErasure } from "./CloseErasures.ts"

/** PKCS #8 (RFC 8410) in front of the 32 bytes that an Ed25519 key consists of. */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex")

/** The key that receipts are signed with: from `KITH_RECEIPT_KEY`, or else from the pepper. */
const signingKey = (keyring: Keyring, configured: Redacted.Redacted | undefined): KeyObject => {
  const seed =
    configured === undefined
      ? (keyring.secretsFor("receipts")[0] as Buffer)
      : createHmac("sha256", Redacted.value(configured)).update("kith receipts").digest()
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" })
}

/**
 * `GET /erasures/{id}/receipt`: what was done, where and when, signed (Ed25519 over the receipt's canonical JSON), for
 * whoever has to prove it. It names nobody. Only of an erasure that is closed.
 */
export const signReceipt = Effect.fn("SignReceipt.signReceipt")(function* (
  erasureId: string,
  configured: Redacted.Redacted | undefined,
) {
  const id = z.uuid().safeParse(erasureId.toLowerCase())
  if (!id.success) return problem(404, "No such erasure")
  yield* closeErasure(id.data)
  const [erasure] = yield* (yield* Documents).getMany([ref(Erasures, id.data)])
  if (erasure === undefined) return problem(404, "No such erasure")
  if (erasure.body.closedAt === undefined) return problem(409, "Not closed yet", "ask again when all systems are done")
  const receipt = receiptOf(erasure.body, erasure.body.closedAt)
  const key = signingKey(yield* Keys, configured)
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" })
  return {
    status: 200,
    body: {
      receipt,
      signature: {
        algorithm: "Ed25519",
        keyId: createHash("sha256").update(publicKey).digest("hex").slice(0, 16),
        publicKey: publicKey.toString("base64"),
        value: sign(null, Buffer.from(canonicalJson(receipt)), key).toString("base64"),
      },
    },
  } satisfies HttpResponse
})

const receiptOf = (erasure: ErasureRecord, closedAt: number) => ({
  type: "kith-erasure-receipt",
  version: 1,
  erasureId: erasure.erasureId,
  orderedAt: new Date(erasure.at).toISOString(),
  closedAt: new Date(closedAt).toISOString(),
  status: statusOf(erasure),
  customerIds: erasure.customerIds,
  /** Kinds of identifiers that were forgotten, and of those that were taken out of the person's evidence only. */
  forgotten: erasure.keys.map(kindOf).sort(),
  stripped: erasure.strippedKeys.map(kindOf).sort(),
  interactions: erasure.interactionIds.length,
  systems: erasure.systems
    .map(({ at, ...system }) => ({ ...system, at: new Date(at).toISOString() }))
    .sort((x, y) => (x.name < y.name ? -1 : 1)),
})
