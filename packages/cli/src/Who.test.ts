import { describe, expect, it } from "vitest"
import { readWho } from "./Who.ts"

const key = "email:e9db1fc8:3MTw9abcdefghijklmnopq"

describe("Somebody named on the command line", () => {
  it.each([
    ["john.doe@example.com", "email"],
    ["+1 (202) 555-0143", "phone"],
    ["tel:+12025550143", "phone"],
    ["salesforce:003Kth000000005IAA", "crm"],
    ["5ce93f25-1d2c-4f0a-9d57-8f1f6f0f3a11", "id"],
    ["chat-7", "interaction"],
    [key, "key"],
  ])("%s is read as %s", (text, as) => {
    expect(readWho(text)).toEqual({ as, text })
  })

  it.each([
    ["customer:5ce93f25-1d2c-4f0a-9d57-8f1f6f0f3a11", "customer", "5ce93f25-1d2c-4f0a-9d57-8f1f6f0f3a11"],
    ["interaction:+12025550143", "interaction", "+12025550143"],
    ["visitor:uuid-anon-123", "visitor", "uuid-anon-123"],
    ["crm:salesforce:003Kth", "crm", "salesforce:003Kth"],
    [`key:${key}`, "key", key],
  ])("%s is what the word before it says", (text, as, rest) => {
    expect(readWho(text)).toEqual({ as, text: rest })
  })
})
