import type { ComponentRecord } from "@kith/core/identity/Records"
import { describe, expect, it } from "vitest"
import { erasureShare } from "./ErasureShare.ts"
import { at, idOf, keyOf } from "./fixtures/World.ts"

const [ada, grace] = [idOf(1), idOf(2)]
const crm = keyOf("crm.salesforce", "ada")
const email = keyOf("email", "ada@example.org")
const landline = keyOf("phone", "+12125550123")
const others = keyOf("crm.salesforce", "grace")

const component = (refused: ComponentRecord["refused"]): ComponentRecord => ({
  schema: 1,
  id: "c",
  identifiers: {},
  aside: [],
  edges: [],
  bans: [],
  refused,
  open: [],
  persons: [
    { id: ada, founder: crm, since: at, members: [crm, email, landline], former: [], version: 1 },
    { id: grace, founder: others, since: at, members: [others], former: [], version: 1 },
  ],
})
const contested = component([{ a: landline, b: others, rule: "exclusive", kind: "crm.salesforce" }])

describe("what an erasure takes of a component", () => {
  it("is everything of the person, and nothing of anybody else", () => {
    expect(erasureShare(component([]), ada, [])).toEqual({
      keys: [crm, email, landline],
      strippedKeys: [],
      contested: [],
    })
  })

  it("strips an identifier that somebody else was also seen with, and leaves it usable", () => {
    const share = { keys: [email, crm], strippedKeys: [landline], contested: [landline] }
    expect(erasureShare(contested, ada, [email])).toEqual(share)
  })

  it("takes such an identifier all the same when the request names it", () => {
    const share = { keys: [landline, crm, email], strippedKeys: [], contested: [landline] }
    expect(erasureShare(contested, ada, [landline])).toEqual(share)
  })

  it("does not spare an identifier for having been seen with a switchboard", () => {
    const switchboard = component([{ a: email, b: keyOf("phone", "+12125550100"), rule: "shared" }])
    expect(erasureShare(switchboard, ada, []).strippedKeys).toEqual([])
  })
})
