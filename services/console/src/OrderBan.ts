import { banIdentifiers } from "@kith/core/graph/BanIdentifiers"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import type { Key } from "@kith/core/identifier/Identifier"
import { keyed } from "@kith/core/identity/Explanation"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import type { BanOrder, SplitOrder } from "./api/Explanations.ts"
import type { IdentifierName } from "./api/Naming.ts"
import { fromTheRead } from "./FindPerson.ts"
import { keyNamed, placeOfPerson } from "./FindStanding.ts"
import { RequestIsInvalid } from "./ReadBody.ts"

/** `POST /bans`: these two are never one person, or may be again. Answers who was who, and who is. */
export const orderBan = Effect.fn("OrderBan.orderBan")(function* (order: BanOrder) {
  const pair = yield* "persons" in order ? foundersOf(order.persons) : keysOf(order.a, order.b)
  if ("status" in pair) return pair
  if (pair.a === pair.b) return yield* new RequestIsInvalid({ issue: say`body: both_are_the_same` })
  return yield* carryOut(pair.a, pair.b, order.lift ?? false, order.dryRun ?? false)
})

/** `POST /splits`: undoes a merge, and keeps it undone. */
export const splitPerson = Effect.fn("OrderBan.splitPerson")(function* (order: SplitOrder) {
  const pair = yield* survivorAndFormer(order)
  return "status" in pair ? pair : yield* carryOut(pair.a, pair.b, false, order.dryRun ?? false)
})

const carryOut = Effect.fnUntraced(function* (a: Key, b: Key, lift: boolean, dryRun: boolean) {
  const verdict = yield* banIdentifiers({ a, b, lift }, dryRun)
  if (verdict._tag === "forgotten") return forgotten
  if (verdict._tag === "full") return problem(409, "Too many bans", "one of the two is in as many pairs as it can be")
  const { before, after } = verdict
  const body = { ...(dryRun && { dryRun }), lifted: lift, a: keyed(a), b: keyed(b), before, after }
  return { status: 200, body } satisfies HttpResponse
})

const keysOf = Effect.fnUntraced(function* (x: IdentifierName, y: IdentifierName) {
  return { a: yield* keyNamed(x), b: yield* keyNamed(y) }
})

const foundersOf = Effect.fnUntraced(function* ([x, y]: readonly [string, string]) {
  const [left, right] = [yield* placeOfPerson(x), yield* placeOfPerson(y)]
  if (left._tag === "standing" && right._tag === "standing") return { a: left.key, b: right.key }
  return noFounder([left, right].map(({ _tag }) => _tag))
}, fromTheRead)

const survivorAndFormer = Effect.fnUntraced(function* ({ customerId, formerId }: SplitOrder) {
  const [named, former] = [yield* placeOfPerson(customerId), yield* placeOfPerson(formerId)]
  if (named._tag !== "standing" || former._tag !== "standing") return noFounder([named, former].map(({ _tag }) => _tag))
  const { component } = named
  const holds = (key: Key) => component.persons.find(({ members }) => members.includes(key))
  const survivor = holds(named.key)
  if (survivor === undefined || survivor.id !== holds(former.key)?.id) {
    // Split before: the same request again finds its work done.
    const isBanned = component.bans.some(
      ({ a, b }) => [a, b].includes(named.key) && [a, b].includes(former.key) && a !== b,
    )
    return isBanned ? { a: named.key, b: former.key } : problem(409, "Not one person", "formerId is nobody's former id")
  }
  return survivor.founder === former.key
    ? problem(409, "Inseparable", "both ids follow one identifier")
    : { a: survivor.founder, b: former.key }
}, fromTheRead)

const forgotten = problem(409, "Forgotten", "nothing may be kept about a forgotten person")

const noFounder = (places: ReadonlyArray<string>): HttpResponse => {
  if (places.includes("unknown")) return problem(404, "No such customer")
  if (places.includes("forgotten")) return forgotten
  return problem(409, "Without identifiers", "nothing identifies this customer, so nothing can join it to another")
}
