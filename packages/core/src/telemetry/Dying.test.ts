import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const dying = fileURLToPath(new URL("./fixtures/Dying.ts", import.meta.url))
const lastWords = (how: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [dying, how, "ada.lovelace@example.com"], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  })
  return { status, all: stdout + stderr }
}

describe("a process that dies of what nothing catches", () => {
  it.each([
    ["error", "the process died", /^Error\n {4}at \S+Dying\.ts:\d+:\d+/],
    ["promise", "the process died of a promise", /^Error\n {4}at \S+Dying\.ts:\d+:\d+/],
    ["text", "the process died", /^a string was thrown$/],
  ])("says where, in the log's shape, and none of its words: %s", (how, message, stack) => {
    const { status, all } = lastWords(how)
    expect(status).toBe(1)
    expect(all).not.toContain("lovelace")
    expect(JSON.parse(all)).toMatchObject({
      severity: "CRITICAL",
      message,
      serviceContext: { service: "resolver" },
      stack_trace: expect.stringMatching(stack),
    })
  })
})
