import { Data, Effect } from "effect"
import type * as z from "zod"

/** The process cannot start. Each problem names a variable and says what is wrong, never its value. */
export class EnvironmentIsWrong extends Data.TaggedError("EnvironmentIsWrong")<{
  readonly problems: ReadonlyArray<string>
}> {
  override get message() {
    return `environment: ${this.problems.join("; ")}`
  }
}

const present = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value.trim()]] : [])))

/** Every wrong or missing variable at once. An empty variable counts as missing. */
export const readEnvironment = <S extends z.ZodObject>(
  schema: S,
  env: NodeJS.ProcessEnv,
): Effect.Effect<z.output<S>, EnvironmentIsWrong> => {
  const given = present(env)
  const read = schema.safeParse(given)
  if (read.success) return Effect.succeed(read.data)
  const problems = read.error.issues.map(({ path: [name], message }) =>
    name === undefined || String(name) in given
      ? `${String(name ?? "environment")}: ${message}`
      : `${String(name)} is missing`,
  )
  return Effect.fail(new EnvironmentIsWrong({ problems: [...new Set(problems)] }))
}
