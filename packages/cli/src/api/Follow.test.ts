import type { PolicyAnswer } from "@kith/console/api/Policies"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { Effect, Fiber, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { afterEach, describe, expect, it, vi } from "vitest"
import { Connection } from "../Connection.ts"
import { followRecount } from "../commands/ShowPolicy.ts"

const moved = new Date(0).toISOString()
const policy = (status: PolicyAnswer["status"]): PolicyAnswer => ({
  ...{ version: 2, status, by: "night", reason: "a test", differences: [], linking: defaultLinkingPolicy },
  ...(status !== "superseded" && {
    progress: {
      ...{ phase: status, fraction: 1, components: { found: 2, done: 2 }, changed: 1 },
      ...{ startedAt: moved, movedAt: moved },
    },
  }),
})
const away = new Response("", { status: 503 })

/** Follows policy 2 at a console that answers so, the last of them again and again, on virtual time. */
const followed = (answers: ReadonlyArray<PolicyAnswer | typeof away>) => {
  let asked = 0
  const http = HttpClient.make((request) => {
    const answer = answers[Math.min(asked++, answers.length - 1)]
    const response = answer instanceof Response ? answer.clone() : Response.json(answer)
    return Effect.succeed(HttpClientResponse.fromWeb(request, response))
  })
  const token = Effect.succeed(Redacted.make("token"))
  const url = "http://127.0.0.1:8080"
  const program = Effect.gen(function* () {
    const following = yield* Effect.forkChild(Effect.exit(followRecount(2)))
    while (following.pollUnsafe() === undefined) {
      yield* TestClock.adjust("1 second")
      yield* Effect.promise(() => new Promise((done) => setImmediate(done)))
    }
    const exit = yield* Fiber.join(following)
    return { asked, policy: yield* Effect.result(exit) }
  })
  return program.pipe(
    Effect.provideService(HttpClient.HttpClient, http),
    Effect.provideService(Connection, { url, webhookUrl: url, token, webhookToken: token, dataDirectory: "" }),
    Effect.provide(TestClock.layer()),
    Effect.runPromise,
  )
}

const told = () => vi.mocked(process.stderr.write).mock.calls.map(([line]) => line)
const quietly = () => vi.spyOn(process.stderr, "write").mockReturnValue(true)
afterEach(() => {
  vi.restoreAllMocks()
})

describe("What goes on at the console", () => {
  it("is followed to its end over a restart, and each state is told once", async () => {
    quietly()
    const states = [policy("applying"), policy("applying"), ...Array.from({ length: 6 }, () => away)]
    const end = await followed([...states, policy("applied")])
    expect(end).toMatchObject({ asked: 9, policy: { _tag: "Success", success: { status: "applied" } } })
    expect(told()).toEqual([
      expect.stringContaining("Counting history anew: 2 of 2 groups"),
      expect.stringContaining("All of history follows it"),
    ])
  })

  it("is not waited for without end while the console is away", async () => {
    quietly()
    const { policy } = await followed([away])
    expect(policy).toMatchObject({ _tag: "Failure", failure: { why: "unreachable" } })
  })

  it("is over for a policy once another is in force", async () => {
    quietly()
    const { policy: end } = await followed([policy("applying"), policy("superseded")])
    expect(end).toMatchObject({ _tag: "Failure", failure: { why: "refused", message: expect.stringContaining("2") } })
    expect(told()).toHaveLength(2)
  })
})
