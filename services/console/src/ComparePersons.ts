import { loadPerson } from "@kith/core/documents/PresentPerson"
import type { HttpResponse } from "@kith/core/http/Http"
import { type Comparison, compare } from "@kith/core/identity/Comparison"
import { keyed, sharedSentence } from "@kith/core/identity/Explanation"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Effect } from "effect"
import type { ComparisonAnswer, ComparisonOrder } from "./api/Explanations.ts"
import type { Side } from "./api/Naming.ts"
import { withEvidence } from "./EvidenceOf.ts"
import { fromTheRead } from "./FindPerson.ts"
import { keyNamed, type Place, placeOf, placeOfInteraction, placeOfPerson } from "./FindStanding.ts"

type Answer = Omit<Comparison, "reason"> & {
  readonly reason?: Comparison["reason"] | "unknown" | "forgotten" | "tier2" | "alone"
}

/** `POST /explanations`: why two identifiers, interactions or persons are, or are not, one person. */
export const comparePersons = Effect.fn("ComparePersons.comparePersons")(function* ({ a, b }: ComparisonOrder) {
  const { chain, places, ...answer } = yield* judge(a, b)
  const sides = yield* Effect.forEach(places, sideAt)
  const body = { ...answer, chain: yield* withEvidence(chain), sides }
  return { status: 200, body } satisfies HttpResponse
})

const judge = Effect.fnUntraced(function* (a: Side, b: Side) {
  const places = [yield* place(a), yield* place(b)] as const
  return { places, ...(yield* answerFor(places)) }
}, fromTheRead)

const answerFor = Effect.fnUntraced(function* ([x, y]: readonly [Place, Place]) {
  if (x._tag === "standing" && y._tag === "standing")
    return compare(x, y, yield* policyInForce()) satisfies Answer as Answer
  return outside(x) ?? outside(y) ?? (yield* ofNobody(x, y))
})

const sideAt = Effect.fnUntraced(function* (side: Place) {
  const customerId = yield* presentId(side)
  return {
    ...(customerId !== undefined && { customerId }),
    ...("key" in side && { at: keyed(side.key) }),
  } satisfies ComparisonAnswer["sides"][number]
})

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
