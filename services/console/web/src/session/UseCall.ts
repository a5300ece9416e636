import { useCallback, useEffect, useState } from "preact/hooks"
import { messageOf } from "./Call.ts"

export interface Loading<A> {
  readonly value: A | undefined
  readonly problem: string | undefined
  readonly again: () => void
}

/** Asks when the screen opens and whenever `about` changes; what was there stays until the next answer has come. */
export const useCall = <A>(ask: (signal: AbortSignal) => Promise<A>, about: ReadonlyArray<unknown>): Loading<A> => {
  const [state, setState] = useState<{ readonly value?: A; readonly problem?: string }>({})
  const [round, setRound] = useState(0)
  useEffect(() => {
    const abort = new AbortController()
    ask(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ value }),
      (problem: unknown) => !abort.signal.aborted && setState((before) => ({ ...before, problem: messageOf(problem) })),
    )
    return () => abort.abort()
  }, [...about, round])
  return { value: state.value, problem: state.problem, again: useCallback(() => setRound((n) => n + 1), []) }
}

export interface Doing<A> {
  readonly isBusy: boolean
  readonly value: A | undefined
  readonly problem: string | undefined
  readonly reset: () => void
}

/** Something that is done when somebody says so, once at a time. */
export const useDeed = <Args extends ReadonlyArray<unknown>, A>(
  deed: (...args: Args) => Promise<A>,
): readonly [(...args: Args) => Promise<A | undefined>, Doing<A>] => {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly value?: A; readonly problem?: string }>({
    isBusy: false,
  })
  const run = async (...args: Args) => {
    setState({ isBusy: true })
    try {
      const value = await deed(...args)
      setState({ isBusy: false, value })
      return value
    } catch (problem) {
      setState({ isBusy: false, problem: messageOf(problem) })
      return undefined
    }
  }
  return [
    run,
    { isBusy: state.isBusy, value: state.value, problem: state.problem, reset: () => setState({ isBusy: false }) },
  ]
}
