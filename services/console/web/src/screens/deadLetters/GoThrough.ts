import { type Answer, call } from "../../session/Call.ts"

type Page = Answer<"POST /dead-letters/replay">
export type Which = { readonly reason: string } | { readonly all: true }
export type Decided = NonNullable<Page["differences"]>[number]

/** What the pages so far come to. */
export interface Sum {
  readonly replayed: number
  readonly stillRefused: number
  readonly differences: ReadonlyArray<Decided>
  readonly isWhole: boolean
}

export const nothing: Sum = { replayed: 0, stillRefused: 0, differences: [], isWhole: false }

const added = (sum: Sum, page: Page): Sum => ({
  replayed: sum.replayed + page.replayed,
  stillRefused: sum.stillRefused + page.stillRefused.length,
  differences: [...sum.differences, ...(page.differences ?? [])],
  isWhole: page.next === undefined,
})

/** Page by page, telling after each; a dry run decides them, and commits nothing. */
export const goThrough = async (which: Which, dryRun: boolean, tell: (sum: Sum) => void): Promise<void> => {
  let sum = nothing
  let after: string | undefined
  do {
    const page: Page = await call("POST /dead-letters/replay", {
      body: { ...which, dryRun, ...(after !== undefined && { after }) },
    })
    sum = added(sum, page)
    tell(sum)
    after = page.next
  } while (after !== undefined)
}
