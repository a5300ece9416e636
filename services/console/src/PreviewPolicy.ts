import type { HttpResponse } from "@kith/core/http/Http"
import type { Key } from "@kith/core/identifier/Identifier"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { PersonsChange } from "@kith/core/identity/PolicyEffect"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { type Tried, tryPolicy } from "@kith/core/policy/TryPolicy"
import { Effect } from "effect"
import { policyDifferences } from "./AnswerPolicies.ts"
import { audit } from "./Audit.ts"
import type { PolicyChange, PreviewOrder, PreviewPage } from "./api/Policies.ts"
import { fromTheRead } from "./FindPerson.ts"
import { notActivatable } from "./OrderPolicy.ts"
import { policyGraph } from "./PolicyGraph.ts"
import { reasonsOf } from "./PolicyReasons.ts"

/** Of a page; the largest. */
const mostChanges = 20
/** With a picture each. */
const mostGraphs = 5
const mostOutlines = 64

/** `POST /policies/preview`: who would be who under another policy, a page of the store at a time. */
export const previewPolicy = Effect.fn("PreviewPolicy.previewPolicy")(function* ({ policy, after }: PreviewOrder) {
  const refused = yield* notActivatable(policy)
  if (refused !== undefined) return refused
  const present = yield* policyInForce()
  const wanted: LinkingPolicy = { ...policy.linking, version: present.version + 1 }
  const page = yield* tryPolicy({ policy: wanted, previous: present }, after).pipe(fromTheRead)
  if (after === undefined) yield* audit("policy-previewed", `against policy ${present.version}`)
  const all = page.tried.flatMap((part) => part.changes.map((change) => ({ part, change })))
  const largest = all.sort((x, y) => sizeOf(y.change) - sizeOf(x.change)).slice(0, mostChanges)
  const sum = (of: (change: PersonsChange) => number) => all.reduce((total, { change }) => total + of(change), 0)
  const body: PreviewPage = {
    policyVersion: present.version,
    differences: policyDifferences(present, wanted),
    fraction: page.next === undefined ? 1 : positionOf(page.next),
    ...(page.next !== undefined && { next: page.next }),
    looked: { components: page.components, persons: page.persons },
    merged: sum(({ before, after }) => Math.max(0, before.length - after.length)),
    split: sum(({ before, after }) => Math.max(0, after.length - before.length)),
    regrouped: sum(({ before, after }) => (before.length === after.length ? before.length : 0)),
    nowShared: sum(({ before, after }) => missingIn(before, after).length),
    noLongerShared: sum(({ before, after }) => missingIn(after, before).length),
    leftOut: page.leftOut,
    changes: largest.map(({ part, change }, i) => shown(part, change, wanted, i < mostGraphs)),
  }
  return { status: 200, body } satisfies HttpResponse
})

const shown = (part: Tried, change: PersonsChange, policy: LinkingPolicy, isDrawn: boolean): PolicyChange => {
  const [nowShared, noLongerShared] = [missingIn(change.before, change.after), missingIn(change.after, change.before)]
  const known = new Set(change.before.map(({ customerId }) => customerId))
  return {
    change: kindOfChange(change),
    sentence: sentenceOf(change),
    reasons: [...reasonsOf(part, change, nowShared, noLongerShared, policy)],
    before: change.before.slice(0, mostOutlines).map(outline),
    after: change.after.slice(0, mostOutlines).map((person) => ({
      ...outline(person),
      ...(!known.has(person.customerId) && { isNew: true as const }),
    })),
    ...(isDrawn && { graph: policyGraph(part, change, policy) }),
  }
}

const outline = ({ customerId, former, identifiers }: PersonsChange["before"][number]) => ({
  customerId,
  former: [...former],
  identifiers: identifiers.slice(0, 200),
})

const kindOfChange = ({ before, after }: PersonsChange): PolicyChange["change"] =>
  before.length > after.length ? "merge" : before.length < after.length ? "split" : "regroup"

const sentenceOf = ({ before, after }: PersonsChange): string => {
  if (before.length === after.length)
    return before.length === 1
      ? "One person would have other identifiers."
      : `${before.length} persons would have other identifiers.`
  return `${before.length === 1 ? "One person" : `${before.length} persons`} would be ${after.length === 1 ? "one" : after.length === 0 ? "nobody" : after.length}.`
}

const sizeOf = ({ before, after }: PersonsChange): number =>
  [...before, ...after].reduce((sum, { identifiers }) => sum + identifiers.length, 0)

/** Identifiers of these persons that are none of those. */
const missingIn = (these: PersonsChange["before"], those: PersonsChange["before"]): ReadonlyArray<Key> => {
  const there = new Set(those.flatMap(({ identifiers }) => identifiers.map(({ key }) => key)))
  return these.flatMap(({ identifiers }) => identifiers.map(({ key }) => key)).filter((key) => !there.has(key))
}

/** Ids are hashes, so an id tells how much of the store comes before it. */
const positionOf = (id: string): number => Math.min(1, Number.parseInt(id.slice(0, 8), 16) / 0x1_0000_0000) || 0
