import { Refused } from "./Refused.ts"

/** What a good write did, and how to take it back. */
export interface Applied {
  readonly id: string
  readonly created: boolean
  readonly undo: () => void
}

/** A write that passed every check that needs no lock. `row`: the existing record it holds meanwhile. */
export interface Write {
  readonly row: string | undefined
  readonly commit: () => Applied
}

export type Transact = (
  plans: ReadonlyArray<() => Write>,
  allOrNone?: boolean,
) => Promise<ReadonlyArray<Applied | Refused>>

/**
 * Runs writes as the vendor does: check all, hold their rows for `lockMillis`, commit in order. A row that another
 * request holds is refused at once; the vendor waits some ten seconds first. Rows that do not exist yet cannot be held,
 * so that two who create the same record meet at the unique index. With `lockMillis` 0 nothing ever overlaps.
 */
export const makeTransact = (
  lockMillis: number,
  wait: (millis: number) => Promise<void>,
  isLockedElsewhere: () => boolean = () => false,
): Transact => {
  const held = new Set<string>()

  const hold = (plan: () => Write): Write => {
    const write = plan()
    if (write.row === undefined) return write
    if (held.has(write.row) || isLockedElsewhere()) throw rowIsLocked()
    held.add(write.row)
    return write
  }

  return async (plans, allOrNone = false) => {
    const writes = plans.map((plan) => attempt(() => hold(plan)))
    try {
      if (lockMillis > 0 && writes.some((write) => !(write instanceof Refused))) await wait(lockMillis)
      const results = writes.map((write) => (write instanceof Refused ? write : attempt(write.commit)))
      return allOrNone && results.some(isRefused) ? rolledBack(results) : results
    } finally {
      for (const write of writes) if (!(write instanceof Refused) && write.row !== undefined) held.delete(write.row)
    }
  }
}

const rowIsLocked = () =>
  new Refused(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records", [])

const rolledBack = (results: ReadonlyArray<Applied | Refused>): ReadonlyArray<Refused> => {
  for (const result of results.toReversed()) if (!isRefused(result)) result.undo()
  const message = "Record rolled back because not all records were valid and the request was using AllOrNone header"
  return results.map((result) =>
    isRefused(result) ? result : new Refused(400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", message, []),
  )
}

const isRefused = (result: Applied | Refused): result is Refused => result instanceof Refused

const attempt = <A>(step: () => A): A | Refused => {
  try {
    return step()
  } catch (problem) {
    if (problem instanceof Refused) return problem
    throw problem
  }
}
