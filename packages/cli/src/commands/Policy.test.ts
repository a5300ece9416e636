import type { PolicyAnswer, PolicyChange, PreviewPage } from "@kith/console/api/Policies"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { KeySchema } from "@kith/core/identity/Records"
import { Effect, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { afterEach, describe, expect, it, vi } from "vitest"
import { Connection } from "../Connection.ts"
import { activationLines } from "./ActivatePolicy.ts"
import { previewLines, together, wholePreview } from "./PreviewPolicy.ts"
import { policyLines, recountLine } from "./ShowPolicy.ts"

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const person = (n: number, identifiers: number): PolicyChange["before"][number] => ({
  customerId: id(n),
  former: [],
  identifiers: Array.from({ length: identifiers }, () => ({
    kind: "phone",
    key: KeySchema.parse("phone:e9db1fc8:3MTw9abcdefghijklmnopq"),
  })),
})
const merge: PolicyChange = {
  change: "merge",
  sentence: "3 persons would be one.",
  reasons: ["A phone number would join them."],
  before: [person(1, 1), person(2, 2), person(3, 1)],
  after: [person(1, 4)],
}
const split: PolicyChange = {
  change: "split",
  sentence: "One person would be 2.",
  reasons: [],
  before: [person(4, 2)],
  after: [person(4, 1), person(5, 1)],
}
const difference = { path: "kinds.phone.anchors.email", from: 3, to: 1 }
const page: PreviewPage = {
  ...{ policyVersion: 1, differences: [difference], fraction: 0.314, next: "4f6c" },
  looked: { components: 200, persons: 213 },
  ...{ merged: 0, split: 1, regrouped: 0, nowShared: 1, noLongerShared: 0, leftOut: 0 },
  changes: [split],
}
const { next: _, ...rest } = page
const last: PreviewPage = { ...rest, fraction: 1, merged: 2, split: 0, leftOut: 1, changes: [merge] }

afterEach(() => {
  vi.restoreAllMocks()
})

describe("A preview", () => {
  it("adds its pages up, and keeps the largest changes, largest first", () => {
    const whole = together(page, last)
    expect(whole).toMatchObject({ merged: 2, split: 1, nowShared: 2, leftOut: 1, fraction: 1 })
    expect(whole.looked).toEqual({ components: 400, persons: 426 })
    expect(whole.changes).toEqual([merge, split])
    expect(whole).not.toHaveProperty("next")
    const many = { ...page, changes: Array.from({ length: 20 }, () => split) }
    expect(together(many, last).changes).toEqual([merge, ...many.changes.slice(1)])
  })

  const asked: Array<unknown> = []
  /** A console that has these pages, one after the other. */
  const previewOf = (pages: ReadonlyArray<PreviewPage>, most: number) => {
    asked.length = 0
    vi.spyOn(process.stderr, "write").mockReturnValue(true)
    const answers = pages.values()
    const http = HttpClient.make((request) => {
      const { body } = request
      asked.push(body._tag === "Uint8Array" ? JSON.parse(Buffer.from(body.body).toString()).after : body._tag)
      return Effect.succeed(HttpClientResponse.fromWeb(request, Response.json(answers.next().value)))
    })
    const token = Effect.succeed(Redacted.make("token"))
    const url = "http://127.0.0.1:8080"
    return wholePreview({ linking: defaultLinkingPolicy }, most).pipe(
      Effect.provideService(HttpClient.HttpClient, http),
      Effect.provideService(Connection, { url, webhookUrl: url, token, webhookToken: token, dataDirectory: "" }),
    )
  }
  const [a, b] = [
    { ...page, next: id(6) },
    { ...page, next: id(7) },
  ]

  it("goes on page by page to the end, or until it has looked at enough", async () => {
    expect(await Effect.runPromise(previewOf([a, b, last], Number.POSITIVE_INFINITY))).toMatchObject({
      looked: { persons: 639 },
      split: 2,
      merged: 2,
    })
    expect(asked).toEqual([undefined, id(6), id(7)])
    expect(vi.mocked(process.stderr.write).mock.calls).toEqual([["31 % of the store looked at\n"]])
    expect(await Effect.runPromise(previewOf([a, b, last], 400))).toMatchObject({
      looked: { persons: 426 },
      next: id(7),
    })
    expect(asked).toEqual([undefined, id(6)])
  })

  it("does not add up what was compared with two policies", async () => {
    const stopped = await Effect.runPromise(Effect.flip(previewOf([a, { ...last, policyVersion: 2 }], 400)))
    expect(stopped).toMatchObject({ why: "refused", message: expect.stringContaining("Policy 2 was activated") })
  })

  it("says over how much of the store it counted, and who would be whom", () => {
    expect(previewLines(page).slice(0, 2)).toEqual([
      "Compared with policy 1, over 213 persons. Nothing was done.",
      "That is about 31 % of the store.",
    ])
    const lines = previewLines(together(page, last))
    expect(lines.join("\n")).not.toContain("of the store")
    expect(lines).toContainEqual(expect.stringMatching(/^Persons that would merge into another +2$/))
    expect(lines).toContainEqual(expect.stringMatching(/kinds\.phone\.anchors\.email +3 +1$/))
    expect(lines).toContainEqual(
      `  merge   4            ${id(1)}, ${id(2)} and 1 more  3 persons would be one.  A phone number would join them.`,
    )
    expect(lines.at(-1)).toMatch(/^An activation takes on/)
  })
})

const progress: NonNullable<PolicyAnswer["progress"]> = {
  ...{ phase: "applying", fraction: 0.5, components: { found: 4, done: 2 }, changed: 1 },
  startedAt: "2026-11-27T09:00:00.000Z",
  movedAt: "2026-11-27T09:00:10.000Z",
}
const active: PolicyAnswer = {
  ...{
    version: 3,
    status: "applying",
    since: "2026-11-27T09:00:00.000Z",
    by: "night",
    reason: "Too bold",
    restores: 1,
  },
  differences: [difference, { path: "tier2.most", from: undefined, to: [1], newEventsOnly: true }],
  ...{ linking: defaultLinkingPolicy, progress },
}

describe("A policy that history follows", () => {
  it("says how far it is, and when it has stood still", () => {
    const moved = Date.parse(progress.movedAt)
    const line = "Counting history anew: 2 of 4 groups of identifiers, 1 person changed."
    expect(recountLine(active, moved + 60_000)).toBe(line)
    expect(recountLine(active, moved + 600_000)).toBe(
      `${line} It stands still since 2026-11-27 09:00:10: docs/runbook.md says where to look.`,
    )
    const applied: PolicyAnswer = { ...active, status: "applied", progress: { ...progress, phase: "applied" } }
    expect(recountLine(applied, moved + 600_000)).not.toContain("still")
    expect(recountLine({ ...active, status: "superseded" }, moved)).toBe("Policy 3 is not in force any more.")
  })

  it("stands over those before it, with what it changed", () => {
    const { linking: __, progress: ___, restores: ____, ...before } = active
    const lines = policyLines({ active, earlier: [{ ...before, version: 2, status: "superseded" }] })
    expect(lines).toContainEqual(expect.stringMatching(/^Says what policy +1 said$/))
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}tier2\.most +nothing +\[1\] +for new events only$/))
    expect(lines.at(-1)).toMatch(/^ {2}2 +2026-11-27 09:00:00 +night +2 +Too bold$/)
  })

  it("says before it is activated what it would be, and where there is nothing to do", () => {
    expect(activationLines({ dryRun: true, version: 2, differences: [difference] })).toEqual([
      "It would be policy 2. Nothing was done.",
      "",
      expect.stringMatching(/^SETTING +WAS +IS$/),
      expect.stringMatching(/^kinds\.phone\.anchors\.email +3 +1$/),
    ])
    expect(activationLines({ version: 2, inForce: true, differences: [] })).toEqual([
      "Policy 2 is in force and says just this: there is nothing to do.",
    ])
  })
})
