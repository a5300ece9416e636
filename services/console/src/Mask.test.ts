import { describe, expect, it } from "vitest"
import { masked, maskedTrait } from "./Mask.ts"

describe("A masked value", () => {
  it.each([
    ["email", "john.doe@example.com", "j•••@•••.com"],
    ["email", "a@b.co", "•••"],
    ["email", "nobody", "•••"],
    ["phone", "+12025550143", "+12•••43"],
    ["phone", "+4911", "•••"],
    ["crm.salesforce", "003Kth000000001IAA", "•••IAA"],
    ["visitor", "uuid-anon-123", "u•••"],
    ["social", "ab", "•••"],
  ])("of the kind %s: %s is shown as %s", (kind, value, shown) => {
    expect(masked(kind, value)).toBe(shown)
  })

  it("of a trait is plain only where it says nothing about who somebody is", () => {
    expect(maskedTrait("customerTier", "Gold")).toBe("Gold")
    expect(maskedTrait("lastName", "Okafor")).toBe("O•••")
  })
})
