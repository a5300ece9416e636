import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { decode } from "./Decode.ts"

const receipt = {
  receivedAt: Date.parse("2026-01-05T10:01:40Z"),
  digest: (purpose: string, text: string) =>
    `${purpose}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`,
}

const fixtures = new URL("./fixtures/", import.meta.url)
const golden = readdirSync(fixtures).map((file) => {
  const { title, body, expected } = JSON.parse(readFileSync(new URL(file, fixtures), "utf8"))
  return { file, title: String(title), body: body as unknown, expected: expected as unknown }
})

const keyOf = (body: unknown) => {
  const { decoded } = decode(body, receipt)
  return decoded._tag === "event" ? decoded.event.eventKey : undefined
}

describe("decode", () => {
  it.each(golden)("$file: $title", ({ body, expected }) => {
    expect(decode(body, receipt)).toEqual(expected)
  })

  it("repeats the event key when a body says the same in another order", () => {
    const interaction = { id: "i-1", attributes: { custom: { email: "ada@example.com", phone: "+12025550143" } } }
    const reordered = { attributes: { custom: { phone: "+12025550143", email: "ada@example.com" } }, id: "i-1" }
    expect(keyOf(interaction)).toBe(keyOf(reordered))
  })

  it.each([
    ["another type", { eventType: "Interaction.Started", eventTime: 5, interaction: { id: "i-1" } }],
    ["another time", { eventType: "Interaction.Created", eventTime: 6, interaction: { id: "i-1" } }],
    ["another body", { eventType: "Interaction.Created", eventTime: 5, interaction: { id: "i-1", state: "ACTIVE" } }],
  ])("makes another event key of %s", (_, other) => {
    expect(keyOf(other)).not.toBe(keyOf({ eventType: "Interaction.Created", eventTime: 5, interaction: { id: "i-1" } }))
  })

  it("takes a time up to ten minutes ahead as it is", () => {
    const eventTime = receipt.receivedAt + 600_000
    const body = { eventType: "Interaction.Created", eventTime, interaction: { id: "i-1" } }
    expect(decode(body, receipt)).toMatchObject({ decoded: { event: { at: eventTime } }, timeReplaced: false })
  })

  it("reads a body in the dialect it is told, whatever it looks like", () => {
    expect(decode({ id: "i-1" }, receipt, "genesys-eventbridge").decoded._tag).toBe("invalid")
  })

  it("says where a body broke its shape without repeating the body", () => {
    const body = { id: "i-1", channels: [{ address: { id: ["ada@example.com"] } }] }
    expect(JSON.stringify(decode(body, receipt))).not.toContain("ada")
  })
})
