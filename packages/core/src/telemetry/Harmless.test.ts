import { describe, expect, it } from "vitest"
import { listed, say, shaped } from "./Harmless.ts"

describe("say", () => {
  it("puts words, numbers and what was said before together", () => {
    const system: "salesforce" | "genesys" = "salesforce"
    expect(say`${system} is away: ${say`status ${503}`}`).toBe("salesforce is away: status 503")
    expect(listed([say`a`, say`b`, say`a`])).toBe("a, b")
  })
})

describe("shaped", () => {
  it.each([
    ["uuid", "5ce93f25-1234-4567-8901-123456789012"],
    ["digest", "nrcnyJ4hQ0aZ8x_-3MTw9A"],
    ["messageId", "13057920374650"],
    ["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
    ["code", "REQUEST_LIMIT_EXCEEDED"],
    ["code", "not.found"],
    ["code", "Neo.ClientError.Schema.ConstraintValidationFailed"],
    ["fact", "AttemptsExhausted"],
    ["recordId", "003Kth000000001IAA"],
  ] as const)("lets a %s pass: %s", (shape, text) => {
    expect(shaped(shape, text)).toBe(text)
  })

  it.each(["Ada", "ada.lovelace@example.com", "+12025550143", "Ada Lovelace", "", "a\nb"])(
    "lets %j pass as nothing",
    (text) => {
      for (const shape of ["uuid", "digest", "messageId", "traceparent", "code", "fact", "recordId"] as const)
        expect(shaped(shape, text)).toBe("…")
    },
  )
})
