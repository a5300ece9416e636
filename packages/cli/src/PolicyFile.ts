import { readFileSync } from "node:fs"
import { mostPolicyBytes, PolicyDraft } from "@kith/console/api/Policies"
import { firstIssue } from "@kith/core/http/FirstIssue"
import { parseJson } from "@kith/core/http/Json"
import { Effect } from "effect"
import { Argument } from "effect/cli"
import { Stopped } from "./Stopped.ts"

export const policyFile = Argument.String("file").pipe(
  Argument.withDescription("A policy file, its linking part complete; - reads it from stdin"),
)

/** The policy in a file, as the console takes it. */
export const policyIn = Effect.fnUntraced(function* (file: string) {
  const text = yield* Effect.try({
    try: () => readFileSync(file === "-" ? 0 : file, "utf8"),
    catch: () => new Stopped("usage", file === "-" ? "Nothing comes by stdin." : `${file} cannot be read.`),
  })
  const bytes = Buffer.byteLength(text)
  if (bytes > mostPolicyBytes)
    return yield* Effect.fail(new Stopped("usage", `It has ${bytes} bytes; a policy has ${mostPolicyBytes} at most.`))
  const read = PolicyDraft.safeParse(parseJson(text))
  if (read.success) return read.data
  return yield* Effect.fail(new Stopped("usage", `It is no policy: ${firstIssue(read.error, PolicyDraft)}.`))
})
