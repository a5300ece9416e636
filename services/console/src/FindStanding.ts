import { Components, Identifiers, Interactions } from "@kith/core/documents/Collections"
import { Documents, DocumentsHaveMoved, ref } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { type Key, kindOf } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { normalise } from "@kith/core/identifier/Normalise"
import { founderOf } from "@kith/core/identity/Bans"
import type { Standing } from "@kith/core/identity/Comparison"
import { ruleOf } from "@kith/core/identity/Policy"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import type { IdentifierName } from "./api/Naming.ts"
import { RequestIsInvalid } from "./ReadBody.ts"
import { identifierOf } from "./Subject.ts"

/** Where in the graph something stands that somebody asks about. */
export type Place =
  | ({ readonly _tag: "standing" } & Standing)
  /** Seen with several people, so nobody's. */
  | { readonly _tag: "shared"; readonly key: Key }
  /** An interaction that nothing joins to anybody; tier 2 may have given it to somebody. */
  | { readonly _tag: "alone"; readonly customerId: string; readonly confidence: number }
  | { readonly _tag: "forgotten" }
  | { readonly _tag: "unknown" }

/** The key an identifier has in the graph: under the present pepper or, where it was last seen under one, a retired one. */
export const keyNamed = Effect.fn("FindStanding.keyNamed")(function* (name: IdentifierName) {
  if ("key" in name) return name.key
  const policy = yield* CurrentIdentifierPolicy
  const identifier = "kind" in name ? normalise(name.kind, name.value, policy) : identifierOf(name, policy)
  if (identifier === undefined) return yield* new RequestIsInvalid({ issue: say`body: identifies_nobody` })
  const keys = (yield* Keys).keysOf(identifier)
  const records = yield* (yield* Documents).getMany(keys.map((key) => ref(Identifiers, key)))
  const at = (state: string) => keys.find((_, i) => records[i]?.body.state === state)
  const renamed = records.flatMap((record) => (record?.body.state === "renamed" ? [record.body.to] : []))
  return at("tombstone") ?? at("pointer") ?? at("shared") ?? renamed[0] ?? at("banned") ?? (keys[0] as Key)
})

/** Of the identifiers of a sighting, or one alone: the strongest that is somebody's says where it stands. */
export const placeOf = Effect.fn("FindStanding.placeOf")(function* (keys: ReadonlyArray<Key>) {
  const documents = yield* Documents
  const policy = yield* policyInForce()
  const rank = (key: Key) => ruleOf(policy, kindOf(key)).rank
  const inOrder = [...keys].sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))
  const records = yield* documents.getMany(inOrder.map((key) => ref(Identifiers, key)))
  const state = (i: number) => records[i]?.body.state
  const home = inOrder.findIndex((_, i) => state(i) === "pointer")
  const pointer = records[home]?.body
  if (pointer?.state === "pointer") {
    const key = inOrder[home] as Key
    const [component] = yield* documents.getMany([ref(Components, pointer.component)])
    if (component === undefined || !(key in component.body.identifiers))
      return yield* new DocumentsHaveMoved({ collections: say`identifiers, components` })
    return { _tag: "standing", key, component: component.body } satisfies Place
  }
  if (inOrder.some((_, i) => state(i) === "tombstone")) return { _tag: "forgotten" } satisfies Place
  const shared = inOrder.find((_, i) => state(i) === "shared")
  return shared === undefined
    ? ({ _tag: "unknown" } satisfies Place)
    : ({ _tag: "shared", key: shared } satisfies Place)
})

/** A person stands where the identifier stands that its id follows; so does one that was merged into another. */
export const placeOfPerson = Effect.fn("FindStanding.placeOfPerson")(function* (customerId: string) {
  const person = (yield* loadPerson(customerId))?.body
  if (person === undefined) return { _tag: "unknown" } satisfies Place
  if (person.state === "erased") return { _tag: "forgotten" } satisfies Place
  if (person.state === "ambiguous") return { _tag: "unknown" } satisfies Place
  const alone = { _tag: "alone", customerId: person.customerId, confidence: 0 } satisfies Place
  if (person.component === undefined) return alone
  const [component] = yield* (yield* Documents).getMany([ref(Components, person.component)])
  if (component?.body.persons.some(({ id }) => id === person.customerId) !== true)
    return yield* new DocumentsHaveMoved({ collections: say`persons, components` })
  const key = founderOf(component.body, customerId)
  return key === undefined ? alone : ({ _tag: "standing", key, component: component.body } satisfies Place)
})

/** An interaction stands where its strongest identifier does; of a conference, the customer's who was seen first. */
export const placeOfInteraction = Effect.fn("FindStanding.placeOfInteraction")(function* (interactionId: string) {
  const id = interactionDocumentId(yield* Keys, interactionId)
  const [interaction] = yield* (yield* Documents).getMany([ref(Interactions, id)])
  if (interaction === undefined) return { _tag: "unknown" } satisfies Place
  if (interaction.body.state === "tombstone") return { _tag: "forgotten" } satisfies Place
  const [first] = interaction.body.sightings.toSorted((x, y) => x.first - y.first || (x.id < y.id ? -1 : 1))
  if (first === undefined) return { _tag: "unknown" } satisfies Place
  const place = yield* placeOf(first.keys)
  if (place._tag === "standing" || place._tag === "forgotten") return place
  if (place._tag === "shared" && first.assignedTo === undefined) return place
  const { customerId, confidence } = first.outcome
  return { _tag: "alone", customerId, confidence } satisfies Place
})
