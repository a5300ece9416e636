import { createPublicKey, verify } from "node:crypto"
import { Erasures } from "@kith/core/documents/Collections"
import { canonicalJson } from "@kith/core/interaction/CanonicalJson"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { at, idOf, openWorld, settle, type World } from "./fixtures/World.ts"

let world: World
beforeEach(async () => {
  await world?.close()
  world = openWorld()
  await settle(world, "c", [{ id: idOf(1), identifiers: [{ kind: "email", value: "ada@example.com" }] }])
})
afterAll(() => world.close())

interface Receipt {
  readonly receipt: Record<string, unknown>
  readonly signature: { readonly publicKey: string; readonly value: string }
}

const order = async () => {
  const { body } = await world.ask("POST /erasures", { scope: "privacy", body: { email: "ada@example.com" } })
  return String(body?.["erasureId"])
}
const receiptOf = (id: string) => world.ask(`GET /erasures/${id}/receipt`, { scope: "privacy" })

const finish = async (id: string, status: "done" | "failed") => {
  const erasure = (await world.get(Erasures, id))?.body
  if (erasure === undefined) throw new Error("there is an erasure")
  await world.put(Erasures, id, {
    ...erasure,
    systems: erasure.systems.map((system) => ({ ...system, status, at, references: ["their-request-7"] })),
  })
}

const isGenuine = ({ receipt, signature }: Receipt) => {
  const key = createPublicKey({ key: Buffer.from(signature.publicKey, "base64"), format: "der", type: "spki" })
  return verify(null, Buffer.from(canonicalJson(receipt)), key, Buffer.from(signature.value, "base64"))
}

describe("a receipt", () => {
  it("proves what was done, and names nobody", async () => {
    const id = await order()
    await finish(id, "done")
    const { status, body } = await receiptOf(id)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      receipt: {
        erasureId: id,
        status: "done",
        customerIds: [idOf(1)],
        forgotten: ["email"],
        systems: [
          { name: "graph", status: "done" },
          { name: "salesforce", status: "done", references: ["their-request-7"] },
        ],
      },
    })
    expect(JSON.stringify(body)).not.toContain("ada")
    expect(isGenuine(body as unknown as Receipt)).toBe(true)
    const { receipt, signature } = body as unknown as Receipt
    expect(isGenuine({ receipt: { ...receipt, status: "failed" }, signature })).toBe(false)
    expect((await receiptOf(id)).body).toEqual(body)
  })

  it("is not to be had before everybody is done", async () => {
    const id = await order()
    expect(await receiptOf(id)).toMatchObject({ status: 409 })
    await finish(id, "failed")
    expect(await receiptOf(id)).toMatchObject({ status: 409 })
  })

  it("is not to be had of an erasure that nobody ordered", async () => {
    expect(await receiptOf(idOf(7))).toMatchObject({ status: 404 })
    expect(await receiptOf("x")).toMatchObject({ status: 404 })
  })
})
