import { loadPerson } from "@kith/core/documents/PresentPerson"
import type { HttpResponse } from "@kith/core/http/Http"
import { type Comparison, compare } from "@kith/core/identity/Comparison"
import { type Step, sharedSentence } from "@kith/core/identity/Explanation"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { Effect } from "effect"
import * as z from "zod"
import { fromTheRead } from "./FindPerson.ts"
import { keyNamed, type Place, placeOf, placeOfInteraction, placeOfPerson } from "./FindStanding.ts"
import { IdentifierName } from "./Subject.ts"

const Side = z.union([
  IdentifierName,
  z.strictObject({ customerId: z.uuid().toLowerCase() }),
  z.strictObject({ interactionId: z.string().trim().min(1).max(200) }),
])
type Side = z.infer<typeof Side>

export const ComparisonOrder = z.strictObject({ a: Side, b: Side })
export type ComparisonOrder = z.infer<typeof ComparisonOrder>

type Answer = Omit<Comparison, "reason"> & {
  readonly reason?: Comparison["reason"] | "unknown" | "forgotten" | "tier2" | "alone"
}

/** `POST /explanations`: why two identifiers, interactions or persons are, or are not, one person. */
export const comparePersons = Effect.fn("ComparePersons.comparePersons")(function* ({ a, b }: ComparisonOrder) {
  const { chain, ...answer } = yield* judge(a, b)
  return { status: 200, body: { ...answer, chain: chain.map(dated) } } satisfies HttpResponse
})

/** A step as an answer shows it. */
export const dated = ({ first, ...step }: Step) => ({ ...step, firstSeenTogether: new Date(first).toISOString() })

const judge = Effect.fnUntraced(function* (a: Side, b: Side) {
  const [x, y] = [yield* place(a), yield* place(b)]
  if (x._tag === "standing" && y._tag === "standing") return compare(x, y, yield* CurrentLinkingPolicy)
  const answer = outside(x) ?? outside(y)
  if (answer !== undefined) return answer
  return yield* ofNobody(x, y)
}, fromTheRead)

const place = (side: Side) => {
  if ("customerId" in side) return placeOfPerson(side.customerId)
  if ("interactionId" in side) return placeOfInteraction(side.interactionId)
  return Effect.flatMap(keyNamed(side), (key) => placeOf([key]))
}

const no = (reason: NonNullable<Answer["reason"]>, sentence: string): Answer => ({
  same: false,
  reason,
  sentence,
  chain: [],
})

const outside = (side: Place): Answer | undefined => {
  if (side._tag === "unknown") return no("unknown", "Nobody was ever seen with one of the two.")
  if (side._tag === "forgotten") return no("forgotten", "One of the two is forgotten, and nothing is known of it.")
  if (side._tag === "shared") return no("shared", sharedSentence(side.key))
  return undefined
}

/** At least one is an interaction that no evidence joins to anybody. */
const ofNobody = Effect.fnUntraced(function* (x: Place, y: Place) {
  const [left, right] = [yield* presentId(x), yield* presentId(y)]
  const [confidence = 0] = [x, y].flatMap((side) => (side._tag === "alone" ? [side.confidence] : []))
  if (left !== right) return no("alone", "Nothing in one of the two identifies anybody, so nothing can join it.")
  if (confidence > 0)
    return no("tier2", `It was given to this person as ${Math.round(confidence * 100)} % likely; no evidence joins it.`)
  return { same: true, sentence: "Both are the one interaction that this customer is.", chain: [] } satisfies Answer
})

const presentId = Effect.fnUntraced(function* (side: Place) {
  if (side._tag === "standing") return side.component.persons.find(({ members }) => members.includes(side.key))?.id
  return side._tag === "alone" ? (yield* loadPerson(side.customerId))?.id : undefined
})
