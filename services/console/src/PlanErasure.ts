import { Components, Identifiers, Persons } from "@kith/core/documents/Collections"
import { Documents, DocumentsHaveMoved, ref, type Snapshot, type Write } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { givenTo } from "@kith/core/graph/GraphWrites"
import { type Identifier, type Key, kindOf } from "@kith/core/identifier/Identifier"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { strongestIn } from "@kith/core/identity/Profile"
import type { ComponentRecord, CurrentPerson } from "@kith/core/identity/Records"
import { stripComponent } from "@kith/core/identity/Strip"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { heirsOf } from "./Candidates.ts"
import { claimInteractions } from "./ClaimInteractions.ts"
import { type ErasureShare, erasureShare } from "./ErasureShare.ts"
import { findKeys, findPerson, type Pointer } from "./FindPerson.ts"
import { forgetBans } from "./ForgetBans.ts"
import { ownOpen, takeBackOpen } from "./TakeBackOpen.ts"

/** A key alone names somebody whose value nobody has any more: a restored backup is told of an erasure so. */
export type ErasureSubject = Identifier | { readonly customerId: string } | { readonly key: Key }

export interface ErasurePlan extends ErasureShare {
  readonly _tag: "plan"
  /** What the erasure is of, as the same request made again would say it; no value. */
  readonly subject: string
  /** The person's id and every former one; none for somebody who was never seen. */
  readonly customerIds: ReadonlyArray<string>
  readonly component?: string
  /** Documents of the interactions that are claimed, see `ClaimInteractions`. */
  readonly interactionIds: ReadonlyArray<string>
  readonly unclaimed?: true
  /** What other systems know the person by and nobody else. Never stored but sealed, never shown. */
  readonly values: ReadonlyArray<Identifier>
  readonly writes: ReadonlyArray<Write>
}

/** Who the subject is, what is the subject's alone, and the writes that forget it from the moment they are committed. */
export const planErasure = Effect.fn("PlanErasure.planErasure")(function* (subject: ErasureSubject, at: number) {
  if ("customerId" in subject) return yield* planForId(subject.customerId, [], at)
  const found = yield* "key" in subject ? findKeys([subject.key]) : findPerson(subject)
  if (found._tag === "several") return found
  // A tombstone under a retired pepper adds nothing: whoever looks one up looks under all of them.
  const named = found.pointers.filter(({ seen }, i) => i === 0 || seen !== "absent")
  if (found._tag === "person") return yield* planForId(found.customerId, named, at)
  // Spared by an erasure that the graph has yet to follow, it is somebody else's too.
  const isContested = found._tag === "nobody" && found.component !== undefined
  const plan = {
    ...nobodysPlan(named, at, isContested ? named.map(({ key }) => key) : []),
    subject: `${named[0]?.key}`,
    values: "key" in subject ? [] : [subject],
  } satisfies ErasurePlan
  if (found._tag === "forgotten") return plan
  const bans = yield* forgetBans(new Set(plan.keys), named, found.component?.body)
  if (found.component === undefined) return { ...plan, writes: [...plan.writes, ...bans] } satisfies ErasurePlan
  const writes = [...plan.writes, without(found.component, plan.keys), ...bans]
  return { ...plan, component: found.component.id, writes } satisfies ErasurePlan
})

/** Of what is named alone: there is nobody, or nobody any more, whom it would lead to. */
const nobodysPlan = (
  named: ReadonlyArray<Pointer>,
  at: number,
  contested: ReadonlyArray<Key> = [],
): Omit<ErasurePlan, "subject"> => {
  const keys = named.map(({ key }) => key)
  const writes = tombstones(keys, contested, named, at)
  return { _tag: "plan", customerIds: [], keys, strippedKeys: [], contested, interactionIds: [], values: [], writes }
}

const planForId = Effect.fnUntraced(function* (customerId: string, named: ReadonlyArray<Pointer>, at: number) {
  const found = yield* loadPerson(customerId)
  if (found === undefined) return { _tag: "unknown" } as const
  const { id, body: person } = found
  if (person.state === "ambiguous") return { _tag: "several", candidates: yield* heirsOf(person.heirs) } as const
  const plan = { ...nobodysPlan(named, at), subject: named[0]?.key ?? `person:${id}`, customerIds: [id] }
  if (person.state === "erased") return plan satisfies ErasurePlan
  const grounds = yield* person.component === undefined
    ? groundsInInteraction(person, at)
    : groundsInComponent(person, person.component, named, at)
  return {
    ...plan,
    customerIds: [id, ...person.former],
    ...grounds,
    writes: [
      ...grounds.writes,
      { op: "put", ref: ref(Persons, id), body: { schema: 1, state: "erased", at } } satisfies Write,
    ],
  } satisfies ErasurePlan
})

const groundsInComponent = Effect.fnUntraced(function* (
  person: CurrentPerson,
  id: string,
  named: ReadonlyArray<Pointer>,
  at: number,
) {
  const [component] = yield* (yield* Documents).getMany([ref(Components, id)])
  if (component?.body.persons.some((p) => p.id === person.customerId) !== true) {
    return yield* new DocumentsHaveMoved({ collections: say`persons, components` })
  }
  const share = erasureShare(
    component.body,
    person.customerId,
    named.map(({ key }) => key),
  )
  const policy = yield* policyInForce()
  const gone = ownOpen(component.body, person.customerId, policy)
  const left = component.body.open.filter(({ sightingId }) => !gone.has(sightingId))
  const stripped = without({ ...component, body: { ...component.body, open: left } }, share.keys, person.customerId)
  const takenBack = yield* takeBackOpen(component.body, person.customerId, gone)
  const bans = yield* forgetBans(new Set(share.keys), named, component.body)
  const ids = new Set([person.customerId, ...person.former])
  const claimed = yield* claimInteractions(
    {
      tags: [...share.contested, ...[...ids].map(givenTo)],
      ids: [],
      isTheirs: (sighting) => {
        const home = strongestIn(sighting.keys, (key) => key in component.body.identifiers, policy)
        return ids.has(sighting.assignedTo ?? "") || (home !== undefined && share.contested.includes(home))
      },
    },
    at,
  )
  const values = share.keys.flatMap((key) => {
    const value = component.body.identifiers[key]?.value
    return value === undefined ? [] : [{ kind: kindOf(key), value }]
  })
  const stones = tombstones(share.keys, share.contested, named, at)
  return {
    ...share,
    ...claimed,
    component: id,
    values,
    writes: [...stones, stripped, ...takenBack, ...bans, ...claimed.writes],
  }
})

/** Whoever decides on a component must not meet what is a tombstone, or would make a pointer of it again. */
const without = (
  { id, version, body }: Snapshot<ComponentRecord>,
  keys: ReadonlyArray<Key>,
  ...customerIds: ReadonlyArray<string>
): Write => ({
  op: "put",
  ref: ref(Components, id),
  body: stripComponent(body, new Set(keys), new Set(customerIds)),
  seen: version,
})

/** A person without identifiers is one sighting, and those that tier 2 gave to it. */
const groundsInInteraction = Effect.fnUntraced(function* (person: CurrentPerson, at: number) {
  const interactionId = person.lastInteraction?.interactionId ?? person.sightingId?.split("#")[0]
  const ids = new Set([person.customerId, ...person.former])
  return yield* claimInteractions(
    {
      tags: [...ids].map(givenTo),
      ids: interactionId === undefined ? [] : [interactionDocumentId(yield* Keys, interactionId)],
      isTheirs: ({ id, assignedTo }) => (assignedTo === undefined ? id === person.sightingId : ids.has(assignedTo)),
    },
    at,
  )
})

/** Those that were read are guarded; the others' component is. */
const tombstones = (
  keys: ReadonlyArray<Key>,
  contested: ReadonlyArray<Key>,
  read: ReadonlyArray<Pointer>,
  at: number,
): ReadonlyArray<Write> =>
  keys.flatMap((key): ReadonlyArray<Write> => {
    const pointer = read.find((one) => one.key === key)
    if (pointer?.forgotten === true) return []
    const body = { schema: 1, state: "tombstone", at, ...(contested.includes(key) && { contested: true }) }
    return [{ op: "put", ref: ref(Identifiers, key), body, ...(pointer !== undefined && { seen: pointer.seen }) }]
  })
