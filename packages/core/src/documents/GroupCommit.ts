import type { DatabaseSync } from "node:sqlite"
import { Effect, Exit, Result } from "effect"
import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import { SqliteFailed } from "./SqliteFailed.ts"
import { onlyWriter, type WriteTurn } from "./WriteTurn.ts"

/** What one writer does inside the shared transaction. Before it fails it has changed nothing; if it throws, that is undone. */
export type Change<A, E> = () => Result.Result<A, E>

/** When the writer goes on: once a power cut cannot undo the change any more, or once every reader sees it. */
export type Until = "durable" | "visible"

interface Job {
  readonly change: Change<unknown, unknown>
  readonly until: Until
  readonly resume: (exit: Exit.Exit<unknown, unknown>) => void
}
type Settled = readonly [Job, Exit.Exit<unknown, unknown>]

/** Keeps a burst from holding the event loop for longer than some milliseconds at a time. */
const largestGroup = 64
/** Writers that go on in one turn of the event loop; whoever waits for the network has a turn in between. */
const resumedAtOnce = 32

/**
 * Lets all writers of one turn of the event loop, or of one wait for the disk, share one transaction, and all transactions
 * since the last wait share the next, which `sync` does beside the event loop.
 */
export const makeGroupCommit = (database: DatabaseSync, sync: () => Promise<void>, turn: WriteTurn = onlyWriter) => {
  const transaction = makeTransaction(database)
  let waiting: Array<Job> = []
  let unsynced: Array<Settled> = []
  let underWay: ReadonlyArray<Settled> = []
  let settled: Array<Settled> = []
  let scheduled = false
  let resuming = false
  let broken: Exit.Exit<never, SqliteFailed> | undefined

  const flushInTurn = () => {
    if (!turn.take()) return void turn.freed().then(() => setImmediate(flushInTurn))
    try {
      flush()
    } finally {
      turn.leave()
    }
  }

  const flush = () => {
    scheduled = false
    const jobs = waiting.slice(0, largestGroup)
    waiting = waiting.slice(largestGroup)
    if (jobs.length === 0) return
    if (waiting.length > 0) schedule()
    const exits = broken === undefined ? transaction(jobs) : jobs.map(() => broken as Exit.Exit<never, SqliteFailed>)
    for (const [index, job] of jobs.entries()) {
      const exit = exits[index] ?? Exit.die(new Broken(say`a job without an exit`))
      const mustWait = job.until === "durable" && Exit.isSuccess(exit)
      if (mustWait) unsynced.push([job, exit])
      else settled.push([job, exit])
    }
    goOn()
    void reachDisk()
  }

  /** Who comes while the disk is busy could not be told before it is free: all of them share what is committed then. */
  const schedule = () => {
    if (scheduled || underWay.length > 0) return
    scheduled = true
    setImmediate(flushInTurn)
  }

  const goOn = () => {
    if (resuming || settled.length === 0) return
    resuming = true
    setImmediate(() => {
      resuming = false
      const some = settled.slice(0, resumedAtOnce)
      settled = settled.slice(resumedAtOnce)
      goOn()
      for (const [{ resume }, exit] of some) resume(exit)
    })
  }

  /** What a disk failed to take may be there or not: nobody is told that it is, and nobody writes on top of it. */
  const reachDisk = async () => {
    if (underWay.length > 0 || unsynced.length === 0) return
    underWay = unsynced
    unsynced = []
    try {
      await sync()
      settled.push(...underWay)
    } catch {
      const failure = Exit.fail(new SqliteFailed({ reason: say`the disk did not take what was written: start again` }))
      broken = failure
      for (const [job] of underWay) settled.push([job, failure])
    }
    underWay = []
    goOn()
    if (waiting.length > 0) schedule()
    void reachDisk()
  }

  return {
    /** Interrupting the caller does not take the change back. */
    write: <A, E = never>(change: Change<A, E>, until: Until = "durable"): Effect.Effect<A, E | SqliteFailed> =>
      Effect.callback<A, E | SqliteFailed>((resume) => {
        waiting.push({ change, until, resume: (exit) => resume(exit as Exit.Exit<A, E | SqliteFailed>) })
        schedule()
      }),
    /** Commits what is still waiting, now; answers with what tells the writers, once the caller has it on the disk. */
    drain: (): (() => void) => {
      while (waiting.length > 0) flush()
      const left = [...settled, ...underWay, ...unsynced]
      settled = []
      unsynced = []
      return () => {
        for (const [{ resume }, exit] of left) resume(exit)
      }
    },
  }
}

/** Runs the changes of a group in one transaction. */
const makeTransaction = (database: DatabaseSync) => {
  const begin = database.prepare("BEGIN IMMEDIATE")
  const commit = database.prepare("COMMIT")
  const save = database.prepare("SAVEPOINT writer")
  const release = database.prepare("RELEASE writer")
  const undo = database.prepare("ROLLBACK TO writer")

  const apart = ({ change }: Job): Exit.Exit<unknown, unknown> => {
    save.run()
    const exit = attempt(change)
    // A full disk and the like end the whole transaction: then these throw, and nobody's change stands.
    if (Exit.isFailure(exit)) undo.run()
    release.run()
    return exit
  }

  const inOne = (jobs: ReadonlyArray<Job>, run: (job: Job) => Exit.Exit<unknown, unknown>) => {
    try {
      begin.run()
      const exits = jobs.map(run)
      commit.run()
      return exits
    } catch (cause) {
      if (database.isOpen && database.isTransaction) database.exec("ROLLBACK")
      return cause
    }
  }

  return (jobs: ReadonlyArray<Job>): ReadonlyArray<Exit.Exit<unknown, unknown>> => {
    const exits = inOne(jobs, ({ change }) => exitOf(change()))
    if (Array.isArray(exits)) return exits
    // One of them threw: once more, each in a savepoint of its own, so that only that one is undone.
    const careful = inOne(jobs, apart)
    return Array.isArray(careful) ? careful : jobs.map(() => failed(careful))
  }
}

const exitOf = (result: Result.Result<unknown, unknown>): Exit.Exit<unknown, unknown> =>
  Result.isSuccess(result) ? Exit.succeed(result.success) : Exit.fail(result.failure)

const attempt = (change: Change<unknown, unknown>): Exit.Exit<unknown, unknown> => {
  try {
    return exitOf(change())
  } catch (cause) {
    return failed(cause)
  }
}

const failed = (cause: unknown): Exit.Exit<never, SqliteFailed> => {
  const failure = SqliteFailed.of(cause)
  return failure === undefined ? Exit.die(cause) : Exit.fail(failure)
}
