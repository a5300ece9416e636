import type { DatabaseSync } from "node:sqlite"
import { Effect, Exit, Result } from "effect"
import { SqliteFailed } from "./SqliteFailed.ts"

/** What one writer does inside the shared transaction. A failure undoes its own changes only. */
export type Change<A, E> = () => Result.Result<A, E>

interface Job {
  readonly change: Change<unknown, unknown>
  readonly resume: (exit: Exit.Exit<unknown, unknown>) => void
}

/** Keeps a burst from holding the event loop for longer than some milliseconds at a time. */
const largestGroup = 512

/**
 * Lets all writers of one turn of the event loop share one transaction, and so one wait for the disk: full durability
 * at the price of none.
 */
export const makeGroupCommit = (database: DatabaseSync) => {
  const begin = database.prepare("BEGIN IMMEDIATE")
  const commit = database.prepare("COMMIT")
  const save = database.prepare("SAVEPOINT writer")
  const release = database.prepare("RELEASE writer")
  const undo = database.prepare("ROLLBACK TO writer")
  let waiting: Array<Job> = []
  let scheduled = false

  const runOne = ({ change }: Job): Exit.Exit<unknown, unknown> => {
    save.run()
    const exit = attempt(change)
    // A full disk and the like end the whole transaction: then these throw, and nobody's change stands.
    if (Exit.isFailure(exit)) undo.run()
    release.run()
    return exit
  }

  const runGroup = (jobs: ReadonlyArray<Job>): ReadonlyArray<Exit.Exit<unknown, unknown>> => {
    try {
      begin.run()
      const exits = jobs.map(runOne)
      commit.run()
      return exits
    } catch (cause) {
      if (database.isOpen && database.isTransaction) database.exec("ROLLBACK")
      return jobs.map(() => failed(cause))
    }
  }

  const flush = () => {
    scheduled = false
    const jobs = waiting.slice(0, largestGroup)
    waiting = waiting.slice(largestGroup)
    if (jobs.length === 0) return
    if (waiting.length > 0) schedule()
    const exits = runGroup(jobs)
    for (const [index, job] of jobs.entries()) job.resume(exits[index] ?? Exit.die(new Error("a job without an exit")))
  }

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  return {
    /** Succeeds once the change is on disk. Interrupting the caller does not take the change back. */
    write: <A, E = never>(change: Change<A, E>): Effect.Effect<A, E | SqliteFailed> =>
      Effect.callback<A, E | SqliteFailed>((resume) => {
        waiting.push({ change, resume: (exit) => resume(exit as Exit.Exit<A, E | SqliteFailed>) })
        schedule()
      }),
    /** Commits what is still waiting, now. */
    drain: () => {
      while (waiting.length > 0) flush()
    },
  }
}

const attempt = (change: Change<unknown, unknown>): Exit.Exit<unknown, unknown> => {
  try {
    const result = change()
    return Result.isSuccess(result) ? Exit.succeed(result.success) : Exit.fail(result.failure)
  } catch (cause) {
    return failed(cause)
  }
}

const failed = (cause: unknown): Exit.Exit<never, SqliteFailed> => {
  const failure = SqliteFailed.of(cause)
  return failure === undefined ? Exit.die(cause) : Exit.fail(failure)
}
