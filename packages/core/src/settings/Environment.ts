import { Effect } from "effect"
import type * as z from "zod"
import { type Harmless, listed, say, vouched } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"

/** The process cannot start. Each problem names a variable and says what is wrong, never its value. */
export class EnvironmentIsWrong extends HarmlessError("EnvironmentIsWrong")<{
  readonly problems: ReadonlyArray<Harmless>
}> {
  override get message() {
    return say`environment: ${listed(this.problems)}`
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
      ? say`${vouched(String(name ?? "environment"))}: ${vouched(message)}`
      : say`${vouched(String(name))} is missing`,
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
