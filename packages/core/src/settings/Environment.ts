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

const present = (env: NodeJS.ProcessEnv): Record<string, string> => {
  const trimmed = Object.entries(env).map(([name, value = ""]): [string, string] => [name, value.trim()])
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ""))
}

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

/** For `main.ts`: the settings, or the end of the process with one line for each problem. */
export const settingsOrExit = <S extends z.ZodObject>(schema: S): Promise<z.output<S>> =>
  Effect.runPromise(
    readEnvironment(schema, process.env).pipe(
      Effect.catch(({ problems }) =>
        Effect.sync((): never => {
          for (const problem of problems) process.stderr.write(`${problem}\n`)
          process.exit(1)
        }),
      ),
    ),
  )
