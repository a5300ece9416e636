import { useRef, useState } from "preact/hooks"
import { type Answer, call, messageOf } from "../../session/Call.ts"
import type { Draft } from "./PolicyEditor.tsx"

type Page = Answer<"POST /policies/preview">

/** The pages added up. */
export interface Previewed extends Omit<Page, "next"> {
  readonly isWhole: boolean
}

/** The largest changes that are shown. */
const mostChanges = 24

const sizeOf = ({ before, after }: Page["changes"][number]): number =>
  [...before, ...after].reduce((sum, { identifiers }) => sum + identifiers.length, 0)

const plus = (sum: Previewed | undefined, { next, ...page }: Page): Previewed => {
  const isWhole = next === undefined
  if (sum === undefined) return { ...page, isWhole }
  const both = (name: "merged" | "split" | "regrouped" | "nowShared" | "noLongerShared" | "leftOut") =>
    sum[name] + page[name]
  return {
    ...page,
    isWhole,
    looked: {
      components: sum.looked.components + page.looked.components,
      persons: sum.looked.persons + page.looked.persons,
    },
    merged: both("merged"),
    split: both("split"),
    regrouped: both("regrouped"),
    nowShared: both("nowShared"),
    noLongerShared: both("noLongerShared"),
    leftOut: both("leftOut"),
    changes: [...sum.changes, ...page.changes].sort((x, y) => sizeOf(y) - sizeOf(x)).slice(0, mostChanges),
  }
}

/** Goes through the whole store, a page at a time, and tells what it found so far. */
export const usePreview = () => {
  const [state, setState] = useState<{
    readonly found?: Previewed
    readonly problem?: string
    readonly isBusy: boolean
  }>({ isBusy: false })
  const abort = useRef<AbortController>(undefined)
  const reset = () => {
    abort.current?.abort()
    setState({ isBusy: false })
  }
  const start = async (policy: Draft) => {
    reset()
    const own = new AbortController()
    abort.current = own
    let found: Previewed | undefined
    setState({ isBusy: true })
    try {
      let after: string | undefined
      do {
        const page: Page = await call("POST /policies/preview", {
          body: { policy, ...(after !== undefined && { after }) },
          signal: own.signal,
        })
        found = plus(found, page)
        after = page.next
        if (own.signal.aborted) return
        setState({ found, isBusy: after !== undefined })
      } while (after !== undefined)
    } catch (refused) {
      if (!own.signal.aborted)
        setState({ ...(found !== undefined && { found }), problem: messageOf(refused), isBusy: false })
    }
  }
  return { ...state, start, reset }
}
