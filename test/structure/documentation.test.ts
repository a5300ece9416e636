import { globSync } from "node:fs"
import { services, subscriptions, topics } from "@kith/core/pipeline"
import { describe, expect, it } from "vitest"
import { graph, root, textOf } from "./Sources.ts"

describe("The README's picture", () => {
  const picture = /^#+ How it works$[\s\S]*?^```text\n([\s\S]*?)^```/m.exec(textOf("README.md"))?.[1] ?? ""
  const words = new Set(picture.match(/[a-z]+(-[a-z]+)*/g))
  const topicNames = Object.keys(topics)

  it("names every service and every topic", () => {
    expect([...services, ...topicNames].filter((name) => !words.has(name))).toEqual([])
  })

  it("names no topic and no service that there is not", () => {
    const bracketed = [...picture.matchAll(/\[([a-z-]+)\]/g)].map(([, name]) => name ?? "")
    const known: ReadonlyArray<string> = [...topicNames, ...services]
    expect(bracketed.filter((name) => !known.includes(name))).toEqual([])
    const hyphened = [...words].filter((word) => word.includes("-") && !known.includes(word))
    expect(hyphened.filter((word) => /^(interaction|identity|person|ingress|crm)-/.test(word))).toEqual([])
  })

  it.each(topicNames)("tells on the lines of %s who takes it in", (topic) => {
    const lines = picture.split("\n").filter((line) => line.includes(topic))
    const consumers = subscriptions.filter((subscription) => subscription.topic === topic).map(({ service }) => service)
    expect(consumers.filter((service) => !lines.some((line) => line.includes(service)))).toEqual([])
  })
})

describe("docs/configuration.md", () => {
  const documented = new Set(
    [...textOf("docs/configuration.md").matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name),
  )
  const product = [...graph.keys()].filter((file) => !/^(packages\/simulators|infra\/src\/bundle)\//.test(file))
  const settings = product.filter((file) => /(^|\/)settings(\.ts$|\/)/.test(file))
  /** Keys of a settings schema, and what is read from the environment directly. */
  const read = new Set([
    ...settings.flatMap((file) => [...textOf(file).matchAll(/\b([A-Z][A-Z0-9_]{3,}):\s/g)].map(([, name]) => name)),
    ...product.flatMap((file) => [...textOf(file).matchAll(/process\.env\["([A-Z0-9_]+)"\]/g)].map(([, name]) => name)),
  ])

  it("is held against the settings of all parts", () => {
    expect([...read]).toEqual(
      expect.arrayContaining(["PORT", "KITH_DATA_DIR", "GOOGLE_CLOUD_PROJECT", "WEBHOOK_TOKENS", "CONSOLE_TOKENS"]),
    )
    expect([...read]).toEqual(expect.arrayContaining(["SALESFORCE_LOGIN_URL", "GENESYS_REGION", "NO_COLOR"]))
  })

  it("says of every variable that is read what it means", () => {
    expect([...read].filter((name) => !documented.has(name))).toEqual([])
  })

  it("promises none that nobody reads", () => {
    const everything = globSync("{packages,services,infra,test}/**/*.ts", { cwd: root, exclude: ["**/node_modules"] })
      .map(textOf)
      .join("\n")
    expect([...documented].filter((name = "") => name.includes("_") && !everything.includes(name))).toEqual([])
  })
})
