import { Effect } from "effect"
import { Interactions } from "../documents/Collections.ts"
import { Documents } from "../documents/Documents.ts"
import { reasonsSince } from "../identity/Reasons.ts"
import type { KnownInteraction } from "../identity/Records.ts"

/** What expires is found by the month, in UTC, that it counts from. */

const tagOf = (name: "last" | "decided", at: number) => `${name}:${new Date(at).toISOString().slice(0, 7)}`

/** Tag of the interactions whose last event was in the month of this time. */
export const lastSeenIn = (at: number): string => tagOf("last", at)

/** Tag of the interactions whose oldest reasons were given in the month of this time. */
export const decidedIn = (at: number): string => tagOf("decided", at)

/** An interaction's tags of its own; without reasons it has nothing to lose before it goes. */
export const monthTags = (interaction: KnownInteraction): ReadonlyArray<string> => {
  const since = reasonsSince(interaction)
  return [lastSeenIn(interaction.last), ...(since === undefined ? [] : [decidedIn(since)])]
}

/** Nothing is older: ten years of months are asked for. */
const months = 120
const page = 100

const monthsUntil = (before: number): ReadonlyArray<number> => {
  const date = new Date(before)
  return Array.from({ length: months }, (_, i) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - i, 1))
}

/** Documents of at most `most` interactions that are tagged with a month until `before`, and of which `isDue` says so. */
export const interactionsUntil = Effect.fn("MonthTags.interactionsUntil")(function* (
  before: number,
  tag: (at: number) => string,
  isDue: (interaction: KnownInteraction) => boolean,
  most: number,
) {
  const documents = yield* Documents
  const ids: Array<string> = []
  for (const month of monthsUntil(before)) {
    let after: string | undefined
    do {
      const found = yield* documents.find(Interactions, tag(month), {
        limit: page,
        ...(after !== undefined && { after }),
      })
      for (const { id, body } of found) if (body.state === "known" && isDue(body)) ids.push(id)
      after = found.length === page ? found.at(-1)?.id : undefined
    } while (after !== undefined && ids.length < most)
    if (ids.length >= most) break
  }
  return ids.slice(0, most)
})
