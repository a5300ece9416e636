import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { onlyProcess } from "./OnlyProcess.ts"

const directory = mkdtempSync(join(tmpdir(), "kith-lock-"))
afterEach(() => rmSync(directory, { recursive: true }))

test("a data directory belongs to one process until it lets go", () => {
  const first = onlyProcess(directory)
  expect(() => onlyProcess(directory)).toThrow(/another process is using/)
  first.release()
  onlyProcess(directory).release()
})
