import { describe, expect, it } from "vitest"
import type { Key } from "../identifier/Identifier.ts"
import { defaultLinkingPolicy } from "./Policy.ts"
import { isSharedStill } from "./SharedStill.ts"

const key = (name: string) => name as Key
const shared = (anchors: Readonly<Record<string, ReadonlyArray<string>>>) => ({
  schema: 1 as const,
  state: "shared" as const,
  anchors: Object.fromEntries(Object.entries(anchors).map(([kind, keys]) => [kind, keys.map(key)])),
  saturated: false,
  bans: [],
})
const phone = key("phone:x:1")
const records = ["crm.salesforce:x:1", "crm.salesforce:x:2", "crm.salesforce:x:3"]

describe("A shared phone number", () => {
  it("stays shared with more anchors of a kind than the policy allows, whatever other kinds say", () => {
    expect(isSharedStill(phone, shared({ "crm.salesforce": records }), [], defaultLinkingPolicy)).toBe(true)
    const few = shared({ "crm.salesforce": records.slice(0, 2), email: ["email:x:1", "email:x:2", "email:x:3"] })
    expect(isSharedStill(phone, few, [], defaultLinkingPolicy)).toBe(false)
  })

  it("counts records that the CRM made one as one, and kinds that the policy does not count not at all", () => {
    const merges = [{ from: key(records[0] as string), into: key(records[1] as string) }]
    expect(isSharedStill(phone, shared({ "crm.salesforce": records }), merges, defaultLinkingPolicy)).toBe(false)
    expect(isSharedStill(phone, shared({ visitor: ["v:1", "v:2", "v:3", "v:4"] }), [], defaultLinkingPolicy)).toBe(
      false,
    )
  })
})
