import { describe, expect, it } from "vitest"
import { consumers, readSettings } from "./Settings.ts"

const region = "europe-west3"
const endpoints = Object.fromEntries(consumers.map((service) => [service, `https://${service}-abc.a.run.app`]))

describe("The stack's configuration", () => {
  it("protects what holds messages unless told otherwise", () => {
    expect(readSettings({ region, endpoints, protect: undefined }).protect).toBe(true)
    expect(readSettings({ region, endpoints, protect: false })).toEqual({ region, endpoints, protect: false })
  })

  it("names every key that is missing or wrong, and no value", () => {
    const { resolver, ...rest } = endpoints
    const wrong = { region: "Frankfurt", endpoints: { ...rest, console: `${resolver}/path` }, protect: undefined }
    expect(() => readSettings(wrong)).toThrow(
      "Missing or wrong in the stack's configuration: region, endpoints.resolver, endpoints.console",
    )
  })

  it("takes no endpoint that is not encrypted or not a consumer's", () => {
    const plain = { ...endpoints, writeback: "http://writeback" }
    expect(() => readSettings({ region, endpoints: plain, protect: true })).toThrow("endpoints.writeback")
    const another = { ...endpoints, mailer: "https://mailer" }
    expect(() => readSettings({ region, endpoints: another, protect: true })).toThrow("endpoints")
  })
})
