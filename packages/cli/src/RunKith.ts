import { layer as spawner } from "@effect/platform-node-shared/NodeChildProcessSpawner"
import { layer as fileSystem } from "@effect/platform-node-shared/NodeFileSystem"
import { layer as path } from "@effect/platform-node-shared/NodePath"
import { layer as stdio } from "@effect/platform-node-shared/NodeStdio"
import { layer as terminal } from "@effect/platform-node-shared/NodeTerminal"
import { Cause, Effect, Exit, Layer } from "effect"
import { CliConfig, CliError, CliOutput, Command, GlobalFlag } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import { kith } from "./Kith.ts"
import { exitCodes, Stopped } from "./Stopped.ts"
import { plain } from "./show/Text.ts"

/** Without help on stdout, which a program may be reading: what was wrong, on stderr. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.sync(() => {
          const usage = `${event.commandPath.join(" ")} --help says how it is called.`
          const wrong = event.errors.map(({ message }) => message.split("\n").map(plain).join("\n"))
          process.stderr.write(`${[...wrong, usage].join("\n")}\n`)
        })
      : CliOutput.defaultPresenter.present(event),
}

const node = Layer.mergeAll(fileSystem, path, stdio, terminal).pipe((services) => Layer.provideMerge(spawner, services))
const surroundings = Layer.mergeAll(
  node,
  FetchHttpClient.layer,
  CliOutput.layerPresenter(presenter),
  CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
)

/** Runs what was typed, and answers with what the process ends with. */
export const runKith = async (typed: ReadonlyArray<string>): Promise<number> => {
  const program = Command.runWith(kith, { version: "0.1.0" })(typed)
  const exit = await Effect.runPromiseExit(Effect.provide(program, surroundings))
  return Exit.isSuccess(exit) ? exitCodes.done : codeOf(Cause.squash(exit.cause))
}

const codeOf = (problem: unknown): number => {
  if (CliError.isCliError(problem))
    return problem._tag === "ShowHelp" && problem.errors.length === 0 ? exitCodes.done : exitCodes.usage
  const stopped = problem instanceof Stopped ? problem : new Stopped("refused", broken(problem))
  process.stderr.write(`${stopped.message.split("\n").map(plain).join("\n")}\n`)
  return exitCodes[stopped.why]
}

/** Of a fault of ours its kind: its words may repeat what it choked on. */
const broken = (problem: unknown): string =>
  `It failed unexpectedly (${problem instanceof Error ? problem.name : typeof problem}).`
