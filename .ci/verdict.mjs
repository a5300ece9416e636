// Compares what ran (report.json) with what there is (held.json: tests; files: test files) and ends with the plain line
// `N passed, N failed`. Runs under the Node that started .ci/run.
import { readFileSync } from "node:fs"
import { join } from "node:path"

const read = (name, otherwise) => {
  try {
    return readFileSync(join(process.argv[2], name), "utf8")
  } catch {
    return otherwise
  }
}

const report = JSON.parse(read("report.json", "null"))
const held = JSON.parse(read("held.json", "null"))
const files = read("files", "").split("\n").filter(Boolean)

const problems = []
if (report === null || held === null) problems.push("the runner wrote no report")
const { numPassedTests: passed = 0, numFailedTests: failed = 0, testResults = [], success = false } = report ?? {}
const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
const left = tests.filter(({ status }) => status !== "passed" && status !== "failed")
for (const { status, fullName } of left) problems.push(`${status}: ${fullName}`)
const didRun = (file) => testResults.some(({ name }) => name.endsWith(`/${file}`))
// A run that broke before its first test says why itself.
const missing = tests.length > 0 ? files.filter((file) => !didRun(file)) : []
for (const file of missing) problems.push(`did not run: ${file}`)
if (passed + failed < (held ?? []).length) problems.push(`${passed + failed} tests ran of ${held.length}`)
if (report !== null && !success && failed === 0) problems.push("the run failed outside of its tests")

for (const problem of problems) console.log(problem)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = success && problems.length === 0 ? 0 : 1
