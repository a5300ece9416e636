import { Interactions } from "@kith/core/documents/Collections"
import { Documents } from "@kith/core/documents/Documents"
import type { Key } from "@kith/core/identifier/Identifier"
import { type Keyring, Keys } from "@kith/core/identifier/Keyring"
import type { Step } from "@kith/core/identity/Explanation"
import type { KnownInteraction } from "@kith/core/identity/Records"
import { sightingsOf } from "@kith/core/identity/Sightings"
import { Effect } from "effect"
import type { Step as ToldStep } from "./api/Explanations.ts"

/** Interactions that are looked through for one that holds both ends of a step, and how many are named. */
const mostLookedThrough = 200
const mostNamed = 5
/** Steps whose interactions are looked up: an answer, not an export. */
const mostSteps = 40

/** Steps with the interactions they rest on. A step's evidence is found from the end that stands in fewer of them. */
export const withEvidence = Effect.fn("EvidenceOf.withEvidence")(function* (steps: ReadonlyArray<Step>) {
  const keyring = yield* Keys
  const wanted = new Set(steps.slice(0, mostSteps).flatMap(({ a, b }) => [a.key, b.key]))
  const found = new Map(
    yield* Effect.forEach(wanted, (key) => Effect.map(interactionsWith(key), (all) => [key, all] as const), {
      concurrency: 8,
    }),
  )
  return steps.map((step): ToldStep => {
    const all = [found.get(step.a.key) ?? [], found.get(step.b.key) ?? []]
    const [fewest = []] = all.sort((x, y) => x.length - y.length)
    const seenIn = fewest.flatMap((one) => bothIn(one, step, keyring)).sort((x, y) => (x.at < y.at ? -1 : 1))
    const { first, ...told } = step
    return {
      ...told,
      firstSeenTogether: dated(first),
      ...(seenIn.length > 0 && { seenIn: seenIn.slice(0, mostNamed) }),
    }
  })
})

const interactionsWith = Effect.fnUntraced(function* (key: Key) {
  const found = yield* (yield* Documents).find(Interactions, key, { limit: mostLookedThrough })
  return found.flatMap(({ body }) => (body.state === "known" ? [body] : []))
})

/** Where in one sighting of this interaction the two stood. */
const bothIn = (interaction: KnownInteraction, { a, b }: Pick<Step, "a" | "b">, keyring: Keyring) =>
  sightingsOf(interaction, (value) => keyring.keyOf({ kind: "interaction", value })).flatMap((view) => {
    const [x, y] = [view.identifiers.get(a.key), view.identifiers.get(b.key)]
    if (x === undefined || y === undefined) return []
    const sources: [string, string] = [x.source, y.source]
    return [{ interactionId: interaction.interactionId, at: dated(view.first), sources }]
  })

const dated = (at: number): string => new Date(at).toISOString()
