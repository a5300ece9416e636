import { readFileSync } from "node:fs"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { describe, expect, it } from "vitest"
import { ProfileSearch } from "./api/Profiles.ts"
import { flatProfile } from "./FlatProfile.ts"

/** The definition that administrators import, held against what the endpoint takes and answers. */
const action = JSON.parse(readFileSync(new URL("../../../docs/genesys/data-action.json", import.meta.url), "utf8"))
const { translationMap, translationMapDefaults, successTemplate } = action.config.response
const properties: Readonly<Record<string, { readonly type: string }>> = action.contract.output.successSchema.properties
const names = Object.keys(properties)

const trait = (value: string) => ({ value, at: 1, eventKey: "e", source: "s", interactionId: "i" })
const person: CurrentPerson = {
  schema: 1,
  state: "current",
  customerId: "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01",
  version: 7,
  resolutionTier: 1,
  confidence: 0.99,
  since: 1,
  identifiers: [
    { key: "email:k:1" as never, kind: "email", value: "ann@example.org", first: 1 },
    { key: "phone:k:1" as never, kind: "phone", value: "+3227001234", first: 1 },
  ],
  traits: Object.fromEntries(
    ["customerTier", "firstName", "lastName", "language"].map((name) => [name, trait('of "Ann"')]),
  ),
  former: [],
  lastInteraction: { interactionId: "i", at: 1, channel: "voice" },
  open: [],
  policyVersion: 1,
}

/** As Architect makes the output: each path's JSON, or its default where the path leads nowhere. */
const outputOf = (answer: Readonly<Record<string, unknown>>) =>
  JSON.parse(
    successTemplate.replaceAll(/\$\{(\w+)\}/g, (_: string, name: string) => {
      const value = answer[translationMap[name].slice("$.".length)]
      return value === undefined ? translationMapDefaults[name] : JSON.stringify(value)
    }),
  )

const typesOf = (output: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(output).map(([name, value]) => [name, typeof value]))
const promised = Object.fromEntries(
  Object.entries(properties).map(([name, { type }]) => [name, type === "integer" ? "number" : type]),
)

describe("docs/genesys/data-action.json", () => {
  it("asks what the endpoint takes, and no personal value", () => {
    const { requestType, requestUrlTemplate, requestTemplate } = action.config.request
    expect(`${requestType} ${new URL(requestUrlTemplate).pathname}`).toBe("POST /profiles/search")
    const body = JSON.parse(requestTemplate.replaceAll(/\$\{input\.(\w+)\}/g, "c-1"))
    expect(ProfileSearch.parse(body)).toEqual({ conversationId: "c-1" })
    expect(Object.keys(action.contract.input.inputSchema.properties)).toEqual(["conversationId"])
  })

  it("reads fields that the endpoint answers with, each promised and with a default", () => {
    const answered = flatProfile(person)
    expect(Object.values<string>(translationMap).filter((path) => !(path.slice(2) in answered))).toEqual([])
    expect(Object.keys(translationMap)).toEqual(names)
    expect(Object.keys(translationMapDefaults)).toEqual(names)
  })

  it.each([
    ["a profile", flatProfile(person), true],
    ["nobody", { found: false }, false],
    ["several in question", { found: false, candidates: [{ customerId: "x" }] }, false],
    ["somebody erased", { found: false, erased: true }, false],
  ])("makes of %s an output of the types that it promises", (_title, answer, isFound) => {
    const output = outputOf(answer)
    expect(output.found).toBe(isFound)
    expect(typesOf(output)).toEqual(promised)
  })
})
