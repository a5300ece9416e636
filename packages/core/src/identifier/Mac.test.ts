import { createHmac } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { macUnder } from "./Mac.ts"

describe("A keyed hash", () => {
  it("is HMAC-SHA256, whatever the secret and the text", () => {
    const text = fc.string({ unit: "binary", maxLength: 300 })
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 4 }), (secret, texts) => {
        const mac = macUnder(secret)
        for (const one of texts) expect(mac(one)).toEqual(createHmac("sha256", secret).update(one).digest())
      }),
    )
  })
})
