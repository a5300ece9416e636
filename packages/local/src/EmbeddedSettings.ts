import { ConsoleEnvironment } from "@kith/console/settings"
import { EnvironmentIsWrong, readEnvironment } from "@kith/core/settings/Environment"
import { CrmSettings } from "@kith/crm-sync/settings"
import { IngressEnvironment } from "@kith/ingress-redactor/settings"
import { WritebackSettings } from "@kith/writeback/settings"
import { Effect } from "effect"
import { EmbeddedEnvironment } from "./settings.ts"

/** Everything that is wrong at once, whichever part of the process reads it. */
export const embeddedSettings = Effect.fnUntraced(function* (env: NodeJS.ProcessEnv) {
  const parts = {
    own: readEnvironment(EmbeddedEnvironment, env),
    ingress: readEnvironment(IngressEnvironment, env),
    console: readEnvironment(ConsoleEnvironment, env),
    crm: readEnvironment(CrmSettings, env),
    writeback: readEnvironment(WritebackSettings, env),
  }
  const [, wrong] = yield* Effect.partition(
    Object.values<Effect.Effect<unknown, EnvironmentIsWrong>>(parts),
    (part) => part,
  )
  const problems = wrong.flatMap((part) => part.problems)
  if (problems.length > 0) return yield* new EnvironmentIsWrong({ problems: [...new Set(problems)] })
  const { own, ...services } = yield* Effect.all(parts)
  return { own, services }
})

export type EmbeddedSettings = Effect.Success<ReturnType<typeof embeddedSettings>>
