import { Effect, Option, Terminal } from "effect"
import { Prompt } from "effect/cli"
import { Json } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { jsonText } from "./Text.ts"

/** Whether a program reads the answer. */
export const forPrograms = Effect.map(Json, (given) => Option.getOrElse(given, () => !process.stdout.isTTY))

/** The answer: one JSON value for programs, lines for people. */
export const show = Effect.fnUntraced(function* (answer: unknown, lines: () => ReadonlyArray<string>) {
  const isJson = yield* forPrograms
  const text = isJson ? jsonText(answer, process.stdout.isTTY ? 2 : undefined) : lines().join("\n")
  process.stdout.write(`${text}\n`)
})

/** Beside the answer: how far it is, what to do next. */
export const tell = (line: string): Effect.Effect<void> => Effect.sync(() => process.stderr.write(`${line}\n`))

/** Asks on a terminal; where nobody can be asked, only a `--yes` will do. */
export const confirmed = Effect.fnUntraced(function* (question: string, isSaid: boolean) {
  if (isSaid) return
  if (!(process.stdin.isTTY && process.stdout.isTTY))
    return yield* Effect.fail(
      new Stopped("usage", "Say --yes: nobody can be asked here. --dry-run shows what would happen."),
    )
  const answer = yield* Prompt.run(Prompt.Confirm({ message: question, initial: false })).pipe(
    Effect.catchIf(Terminal.isQuitError, () => Effect.succeed(false)),
  )
  if (!answer) yield* Effect.fail(new Stopped("refused", "Nothing was done."))
})
