/**
 * Which of the connections of one process writes. SQLite lets one at a time, and would have the others sleep with their
 * whole event loop.
 */
export interface WriteTurn {
  /** Whether it is taken now, and by the caller. */
  readonly take: () => boolean
  readonly leave: () => void
  /** Resolves when it may be free. */
  readonly freed: () => Promise<unknown>
}

/** Of the only connection. */
export const onlyWriter: WriteTurn = { take: () => true, leave: () => {}, freed: () => Promise.resolve() }

/** Nobody holds it for so long: asked again in case a word of it was lost. */
const patienceMillis = 100

/** Among threads that share `memory`: four bytes, zero in the beginning. */
export const sharedTurn = (memory: SharedArrayBuffer): WriteTurn => {
  const taken = new Int32Array(memory, 0, 1)
  return {
    take: () => Atomics.compareExchange(taken, 0, 0, 1) === 0,
    leave: () => {
      Atomics.store(taken, 0, 0)
      Atomics.notify(taken, 0)
    },
    freed: async () => Atomics.waitAsync(taken, 0, 1, patienceMillis).value,
  }
}
