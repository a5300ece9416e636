import { Documents, DocumentsAreUnavailable, type Operation } from "@kith/core/documents/Documents"
import { say } from "@kith/core/telemetry/Harmless"
import { traceAttributes } from "@kith/core/telemetry/Trace"
import { TopicIsUnavailable, Topics } from "@kith/core/topics/Topics"
import { Context, Effect, Exit, Result } from "effect"
import { commitTo } from "../memory/MemoryDocuments.ts"
import { encoded } from "../memory/MemoryTopics.ts"
import type { Centre } from "./Centre.ts"
import type { Process } from "./Process.ts"

/** What a process is about, so that each of its steps has a name of its own. */
export interface Handled {
  readonly name: string
  /** When the process was asked. */
  readonly since: number
  steps: number
}

export const Handling = Context.Reference<Handled>("@kith/test/Handling", {
  defaultValue: () => ({ name: "nobody's", since: 0, steps: 0 }),
})

/**
 * One step of a process to the world outside of it: on its way, done, and on its way back. The story's weather may lose it
 * on either, make it late, or have the process die before or after it. `perform` hands on what came of it when it is done.
 */
export const step = <A, E>(
  centre: Centre,
  process: Process,
  port: string,
  perform: (done: (exit: Exit.Exit<A, E>) => void, handling: Handled) => void,
  broken: () => E,
): Effect.Effect<A, E> =>
  Effect.withFiber((fiber) => {
    const handling = fiber.getRef(Handling)
    const { name, fate, there, back } = centre.foresee(process.service, `${handling.name} ${++handling.steps} ${port}`)
    return Effect.callback<A, E>((resume) => {
      const { world } = centre
      let isAwaited = true
      const answer = (millis: number, exit: Exit.Exit<A, E>) =>
        world.after(millis, () => {
          if (isAwaited && process.isAlive) resume(exit)
        })
      world.after(there, () => {
        if (!(isAwaited && process.isAlive)) return
        if (fate === "crashBefore") return centre.crash(process, name)
        if (fate === "requestLost") return answer(back, Exit.fail(broken()))
        perform((exit) => {
          centre.tell(process.name, `${name}${outcome(exit)}`)
          if (fate === "crashAfter") return centre.crash(process, name)
          answer(back, fate === "answerLost" ? Exit.fail(broken()) : exit)
        }, handling)
      })
      // Whoever no longer waits never asked, or is not told.
      return Effect.sync(() => {
        isAwaited = false
      })
    })
  })

const outcome = <A, E>(exit: Exit.Exit<A, E>): string => {
  if (Exit.isSuccess(exit)) return ""
  const [reason] = exit.cause.reasons
  return reason?._tag === "Fail" ? ` → ${(reason.error as { readonly _tag?: string })._tag}` : " → died"
}

const namesOf = (names: Iterable<string>): string => [...new Set(names)].sort().join(",")

/** The store, as far from a process as the story has it. */
export const documentsOf = (centre: Centre, process: Process): Documents["Service"] => {
  const { reader, store, world } = centre
  const at = <A, E>(port: string, operation: Operation, work: () => Result.Result<A, E>) =>
    step<A, E | DocumentsAreUnavailable>(
      centre,
      process,
      port,
      (done) => {
        const result = work()
        done(Result.isSuccess(result) ? Exit.succeed(result.success) : Exit.fail(result.failure))
      },
      () => new DocumentsAreUnavailable({ operation, reason: say`the connection broke` }),
    )
  return Documents.of({
    getMany: (refs) =>
      at(`read ${namesOf(refs.map(({ collection }) => collection.name))}`, "getMany", () =>
        reader.getMany(refs, world.now),
      ),
    commit: (commit) =>
      at(`commit ${namesOf(commit.writes.map(({ ref }) => ref.collection.name))}`, "commit", () => {
        const result = commitTo(store, commit, world.now)
        if (Result.isSuccess(result)) centre.committed(process, commit)
        return result
      }),
    list: (collection, page) => at(`list ${collection.name}`, "list", () => reader.list(collection, page, world.now)),
    find: (collection, tag, page) =>
      at(`find ${collection.name}`, "find", () => reader.find(collection, tag, page, world.now)),
    counts: at("count", "counts", () => Result.succeed(Object.fromEntries(store.counters))),
  })
}

/** The topics, likewise. */
export const topicsOf = (centre: Centre, process: Process): Topics["Service"] =>
  Topics.of({
    publish: (topic, messages, counts = {}) =>
      Effect.flatMap(traceAttributes, (trace) =>
        step<void, TopicIsUnavailable>(
          centre,
          process,
          `publish ${topic}`,
          (done, { name, since }) => {
            const all = messages.map((message) => encoded(message, trace))
            if (centre.queues.publish(topic, all, centre.world.now) > 0) centre.meet("spared words", process.service)
            centre.store.count(counts)
            centre.published(process, topic, all, { handling: name, since })
            done(Exit.void)
          },
          () => new TopicIsUnavailable({ topic, reason: say`the connection broke` }),
        ),
      ),
  })
