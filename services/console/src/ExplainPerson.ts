import { Components, Interactions } from "@kith/core/documents/Collections"
import { Documents, DocumentsHaveMoved, ref } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import { reasonsKeptSince } from "@kith/core/graph/ExpireReasons"
import { givenTo } from "@kith/core/graph/GraphWrites"
import type { HttpResponse } from "@kith/core/http/Http"
import type { Key } from "@kith/core/identifier/Identifier"
import { type Keyring, Keys } from "@kith/core/identifier/Keyring"
import { givenToOf } from "@kith/core/identity/Assignment"
import { explainPerson, keyed } from "@kith/core/identity/Explanation"
import { ruleOf } from "@kith/core/identity/Policy"
import { outcomeSince } from "@kith/core/identity/Reasons"
import type { CurrentPerson, KnownInteraction } from "@kith/core/identity/Records"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import * as z from "zod"
import { heirsOf } from "./Candidates.ts"
import { withEvidence } from "./EvidenceOf.ts"
import { fromTheRead } from "./FindPerson.ts"

/** Identifiers whose interactions are looked up, strongest first, and how many of each: an answer, not an export. */
const mostLookedUp = 40
const mostInteractions = 5

const answer = (body: unknown): HttpResponse => ({ status: 200, body })

/** `GET /profiles/{id}/explanation`: how this person came about, from the evidence that is stored. */
export const explainProfile = Effect.fn("ExplainPerson.explainProfile")(function* (customerId: string) {
  const found = yield* whoever(customerId)
  if (!found.found) return answer(found)
  const { customerId: id } = found.person
  const { component: _, ...grounds } = yield* groundsOf(found.person)
  return answer({ found: true, customerId: id, ...grounds })
}, fromTheRead)

/** The person behind an id, or why there is none. */
export const whoever = Effect.fnUntraced(function* (customerId: string) {
  const id = z.uuid().safeParse(customerId.toLowerCase())
  const person = id.success ? (yield* loadPerson(id.data))?.body : undefined
  if (person === undefined) return { found: false } as const
  if (person.state === "erased") return { found: false, erased: true } as const
  if (person.state === "current") return { found: true, person } as const
  const candidates = [...(yield* heirsOf(person.heirs))]
  return { found: false, sentence: ambiguous, candidates } as const
})

const ambiguous = "Everything this person was known by turned out to be several people's."
const alone = "Nothing identifies this person: it stands for a single interaction."
const nothing = { identifiers: [], joins: [], refused: [], shared: [], bans: [], former: [] }

/** All that makes somebody one person, and the component it stands in. */
export const groundsOf = Effect.fn("ExplainPerson.groundsOf")(function* (person: CurrentPerson) {
  const given = yield* givenInteractions(person.customerId)
  if (person.component === undefined) return { component: undefined, sentence: alone, ...nothing, given }
  return { ...(yield* ground(person, person.component)), given }
})

const ground = Effect.fnUntraced(function* (person: CurrentPerson, id: string) {
  const [snapshot] = yield* (yield* Documents).getMany([ref(Components, id)])
  const component = snapshot?.body
  const own = component?.persons.find((one) => one.id === person.customerId)
  if (component === undefined || own === undefined)
    return yield* new DocumentsHaveMoved({ collections: say`persons, components` })
  const policy = yield* policyInForce()
  const { joins, refused, shared, banned } = explainPerson(component, own.members, policy)
  const rank = (key: Key) => ruleOf(policy, keyed(key).kind).rank
  const members = own.members.toSorted((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))
  const identifiers = yield* Effect.forEach(
    members.entries(),
    Effect.fnUntraced(function* ([i, key]: [number, Key]) {
      const { value, first } = component.identifiers[key] ?? { value: "", first: own.since }
      const seen = i < mostLookedUp ? yield* interactionsWith(key) : {}
      return { ...keyed(key), value, firstSeen: new Date(first).toISOString(), ...seen }
    }),
    { concurrency: 8 },
  )
  return {
    component,
    sentence: summary(own.members.length, own.former.length),
    identifiers,
    joins: yield* withEvidence(joins),
    refused: yield* withEvidence(refused),
    shared,
    bans: banned,
    former: own.former.map((one) => ({
      customerId: one.id,
      since: new Date(one.since).toISOString(),
      follows: keyed(one.founder),
    })),
  }
})

const summary = (identifiers: number, former: number): string => {
  const known =
    identifiers === 1 ? "one identifier" : `${identifiers} identifiers that ${identifiers - 1} joins hold together`
  const merged =
    former === 0 ? "" : `, and ${former === 1 ? "one other person" : `${former} other persons`} became part of it`
  return `This person is known by ${known}${merged}.`
}

/** Some interactions that assert an identifier, and where in them it stood. */
const interactionsWith = Effect.fnUntraced(function* (key: Key) {
  const keyring = yield* Keys
  const found = yield* (yield* Documents).find(Interactions, key, { limit: mostInteractions + 1 })
  const known = found.flatMap(({ body }) => (body.state === "known" ? [body] : []))
  const seenIn = known.slice(0, mostInteractions).map((interaction) => ({
    interactionId: interaction.interactionId,
    at: new Date(interaction.first).toISOString(),
    source: sourceOf(interaction, key, keyring),
  }))
  return { seenIn, ...(known.length > mostInteractions && { more: true }) }
})

const sourceOf = ({ participants }: KnownInteraction, key: Key, keyring: Keyring): string => {
  const all = Object.values(participants)
  const own = all.flatMap(({ identifiers }) => identifiers).find((one) => one.key === key)
  if (own !== undefined) return own.source
  const isLink = (value: string) => keyring.keyOf({ kind: "interaction", value }) === key
  return all.some(({ links }) => links.some(isLink)) ? "link" : "interaction"
}

/** Interactions that tier 2 gave to this person: likely, and no evidence. */
const givenInteractions = Effect.fnUntraced(function* (customerId: string) {
  const found = yield* (yield* Documents).find(Interactions, givenTo(customerId), { limit: mostInteractions })
  const since = yield* reasonsKeptSince
  return found.flatMap(({ body }) =>
    body.state === "known"
      ? body.sightings
          .filter((sighting) => givenToOf(sighting) === customerId)
          .map(({ outcome }) => ({
            interactionId: body.interactionId,
            confidence: outcome.confidence,
            because: outcomeSince(outcome, since).because,
          }))
      : [],
  )
})
