import { Components, Identifiers, Interactions, Persons } from "@kith/core/documents/Collections"
import { Documents, DocumentsHaveMoved, ref, type Snapshot, type Write } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { type Identifier, type Key, kindOf } from "@kith/core/identifier/Identifier"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import type { ComponentRecord, CurrentPerson } from "@kith/core/identity/Records"
import { stripComponent } from "@kith/core/identity/Strip"
import { Effect } from "effect"
import { heirsOf } from "./Candidates.ts"
import { type ErasureShare, erasureShare } from "./ErasureShare.ts"
import { findKeys, findPerson, type Pointer } from "./FindPerson.ts"
import { forgetBans } from "./ForgetBans.ts"

/** A key alone names somebody whose value nobody has any more: a restored backup is told of an erasure so. */
export type ErasureSubject = Identifier | { readonly customerId: string } | { readonly key: Key }

export interface ErasurePlan extends ErasureShare {
  readonly _tag: "plan"
  /** What the erasure is of, as the same request made again would say it; no value. */
  readonly subject: string
  /** The person's id and every former one; none for somebody who was never seen. */
  readonly customerIds: ReadonlyArray<string>
  readonly component?: string
  readonly interactionIds: ReadonlyArray<string>
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
  const plan = {
    ...nobodysPlan(named, at),
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
const nobodysPlan = (named: ReadonlyArray<Pointer>, at: number): Omit<ErasurePlan, "subject"> => {
  const keys = named.map(({ key }) => key)
  const writes = tombstones(keys, named, at)
  return { _tag: "plan", customerIds: [], keys, strippedKeys: [], interactionIds: [], values: [], writes }
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
    return yield* new DocumentsHaveMoved({ collections: "persons, components" })
  }
  const share = erasureShare(
    component.body,
    person.customerId,
    named.map(({ key }) => key),
  )
  const stripped = without(component, share.keys, person.customerId)
  const bans = yield* forgetBans(new Set(share.keys), named, component.body)
  const values = share.keys.flatMap((key) => {
    const value = component.body.identifiers[key]?.value
    return value === undefined ? [] : [{ kind: kindOf(key), value }]
  })
  return { ...share, component: id, values, writes: [...tombstones(share.keys, named, at), stripped, ...bans] }
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

/** A person without identifiers is one sighting. If nobody else took part, nothing needs to be recounted either. */
const groundsInInteraction = Effect.fnUntraced(function* (person: CurrentPerson, at: number) {
  const interactionId = person.lastInteraction?.interactionId ?? person.sightingId?.split("#")[0]
  if (interactionId === undefined) return { writes: [] }
  const where = ref(Interactions, interactionDocumentId(yield* Keys, interactionId))
  const [interaction] = yield* (yield* Documents).getMany([where])
  if (interaction?.body.state !== "known") return { interactionIds: [where.id], writes: [] }
  const isAlone = interaction.body.sightings.every(({ id }) => id === person.sightingId)
  const write: Write = isAlone
    ? { op: "put", ref: where, body: { schema: 1, state: "tombstone", at }, seen: interaction.version }
    : { op: "guard", ref: where, seen: interaction.version }
  return { interactionIds: [where.id], writes: [write] }
})

/** Those that were read are guarded; the others' component is. */
const tombstones = (keys: ReadonlyArray<Key>, read: ReadonlyArray<Pointer>, at: number): ReadonlyArray<Write> =>
  keys.flatMap((key): ReadonlyArray<Write> => {
    const pointer = read.find((one) => one.key === key)
    if (pointer?.forgotten === true) return []
    const body = { schema: 1, state: "tombstone", at }
    return [{ op: "put", ref: ref(Identifiers, key), body, ...(pointer !== undefined && { seen: pointer.seen }) }]
  })
