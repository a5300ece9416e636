import { describe, expect, it } from "vitest"
import { kindOf } from "./Identifier.ts"
import { interactionDocumentId, makeKeyring } from "./Keyring.ts"

const keyring = makeKeyring("a pepper of this test")

describe("Keyring", () => {
  it("makes keys of kind, key id and 128 bits, and no part of the value", () => {
    const key = keyring.keyOf({ kind: "email", value: "ada@example.com" })
    expect(key).toMatch(/^email:[0-9a-f]{8}:[A-Za-z0-9_-]{22}$/)
    expect(kindOf(key)).toBe("email")
  })

  it("tells kind and value apart wherever the border lies", () => {
    const a = keyring.keyOf({ kind: "crm.a", value: "bc" }).split(":")[2]
    const b = keyring.keyOf({ kind: "crm.ab", value: "c" }).split(":")[2]
    expect(a).not.toBe(b)
    expect(keyring.digest("a", "bc")).not.toBe(keyring.digest("ab", "c"))
  })

  it("answers the current key first and one per retired pepper", () => {
    const rotated = makeKeyring("a newer pepper", ["a pepper of this test", "a newer pepper"])
    const identifier = { kind: "phone", value: "+12025550143" } as const
    expect(rotated.keysOf(identifier)).toEqual([rotated.keyOf(identifier), keyring.keyOf(identifier)])
    expect(rotated.keyOf(identifier)).not.toBe(keyring.keyOf(identifier))
  })

  it("knows its own keys from those of another pepper, and interactions by the first there was", () => {
    const rotated = makeKeyring("a newer pepper", ["a pepper of this test"])
    for (const kind of ["crm.salesforce", "interaction"] as const) {
      const identifier = { kind, value: "4711" }
      expect(rotated.isCurrent(rotated.keyOf(identifier))).toBe(true)
      expect(rotated.isCurrent(keyring.keyOf(identifier))).toBe(kind === "interaction")
    }
  })

  it("digests under the first pepper there was, so that a change moves nothing", () => {
    const rotated = makeKeyring("a newer pepper", ["one in between", "a pepper of this test"])
    expect(rotated.digest("body", "text")).toBe(keyring.digest("body", "text"))
  })

  it("digests to 22 characters, the same for the same text", () => {
    expect(keyring.digest("body", "text")).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(keyring.digest("body", "text")).toBe(keyring.digest("body", "text"))
  })

  it.each(["a1b2c3d4-e5f6-7890-abcd-ef1234567890", "webchat-interaction-id-123"])("keeps %s as a document id", (id) => {
    expect(interactionDocumentId(keyring, id)).toBe(id)
  })

  it.each(["ada@example.com", "491701234567", "+1-202-555-0123", "a/b", "..", ".", "__a__", "", "x".repeat(129)])(
    "hides %j behind its digest",
    (id) => {
      const hidden = interactionDocumentId(keyring, id)
      expect(hidden).toMatch(/^[A-Za-z0-9_-]{22}$/)
      expect(interactionDocumentId(keyring, hidden)).toBe(hidden)
    },
  )
})
