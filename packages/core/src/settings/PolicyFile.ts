import { readFile } from "node:fs/promises"
import { Context, Effect, Layer } from "effect"
import * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import { CurrentIdentifierPolicy, defaultIdentifierPolicy, IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import { defaultLinkingPolicy, LinkingPolicy } from "../identity/Policy.ts"
import { type Harmless, say } from "../telemetry/Harmless.ts"
import { EnvironmentIsWrong } from "./Environment.ts"
import { CurrentPrivacyPolicy, defaultPrivacyPolicy, PrivacyPolicy } from "./PrivacyPolicy.ts"

/** The policy in force; a process that loads one from `KITH_POLICY` provides it once. */
export const CurrentLinkingPolicy = Context.Reference<LinkingPolicy>("@kith/core/LinkingPolicy", {
  defaultValue: () => defaultLinkingPolicy,
})

/** The file that `KITH_POLICY` names; a part that is missing is the shipped one. */
const PolicyFile = z.strictObject({
  identifiers: IdentifierPolicy.default(defaultIdentifierPolicy),
  linking: LinkingPolicy.default(defaultLinkingPolicy),
  privacy: PrivacyPolicy.default(defaultPrivacyPolicy),
})

const wrong = (problem: Harmless) => new EnvironmentIsWrong({ problems: [say`KITH_POLICY: ${problem}`] })

/** All parts of the policy, from a JSON file or as shipped. */
export const policyLayer = (path: string | undefined): Layer.Layer<never, EnvironmentIsWrong> => {
  if (path === undefined) return Layer.empty
  return Layer.unwrap(
    Effect.gen(function* () {
      const text = yield* Effect.tryPromise({
        try: () => readFile(path, "utf8"),
        catch: () => wrong(say`cannot be read`),
      })
      const json = yield* Effect.try({ try: (): unknown => JSON.parse(text), catch: () => wrong(say`is no JSON`) })
      const read = PolicyFile.safeParse(json)
      if (!read.success) return yield* wrong(firstIssue(read.error, PolicyFile))
      return Layer.mergeAll(
        Layer.succeed(CurrentIdentifierPolicy, read.data.identifiers),
        Layer.succeed(CurrentLinkingPolicy, read.data.linking),
        Layer.succeed(CurrentPrivacyPolicy, read.data.privacy),
      )
    }),
  )
}
