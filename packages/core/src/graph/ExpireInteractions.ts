import { Clock, Effect } from "effect"
import { Components, Interactions, Persons } from "../documents/Collections.ts"
import { Documents, ref, type Write } from "../documents/Documents.ts"
import { loadPerson } from "../documents/PresentPerson.ts"
import { hashedOnce, interactionDocumentId, Keys } from "../identifier/Keyring.ts"
import { givenToOf } from "../identity/Assignment.ts"
import type { KnownInteraction } from "../identity/Records.ts"
import { policyInForce } from "../policy/PolicyInForce.ts"
import { CurrentPrivacyPolicy, dayMillis } from "../settings/PrivacyPolicy.ts"
import { graphWrites, interactionWrite, seenOf } from "./GraphWrites.ts"
import { nothingRead, type Read, readInto } from "./LoadEvidence.ts"
import { interactionsUntil, lastSeenIn } from "./MonthTags.ts"
import { namesGone } from "./NamesGone.ts"
import { nothingToSay, passOn, wordOf } from "./PassOn.ts"
import { recountInteractions } from "./RecountInteractions.ts"
import { settingFor } from "./SettingFor.ts"
import { untilUnmoved } from "./UntilUnmoved.ts"

/** What one run takes on: each is a recount of everything that it touched. */
const mostAtOnce = 1_000

/**
 * Lets interactions go whose last event is longer ago than the policy keeps them. This is the model's own expiry, never
 * the store's: the graph becomes what it would be without them. How many went; more may be left for the next run. One
 * that cannot go keeps no other, and fails the run in the end.
 */
export const expireInteractions = Effect.fn("ExpireInteractions.expireInteractions")(function* () {
  const { interactions: days } = (yield* CurrentPrivacyPolicy).retentionDays
  if (days === undefined) return 0
  const before = (yield* Clock.currentTimeMillis) - days * dayMillis
  const due = yield* interactionsUntil(before, lastSeenIn, ({ last }) => last < before, mostAtOnce)
  const [gone, [failure]] = yield* Effect.partition(due, expireInteraction)
  if (failure !== undefined) return yield* Effect.fail(failure)
  return gone.length
})

/** The graph as if this interaction had never been seen. It may come again: nothing of it is a tombstone. */
export const expireInteraction = Effect.fn("ExpireInteractions.expireInteraction")(function* (id: string) {
  yield* untilUnmoved(takeBack(id))
  yield* passOn(yield* untilUnmoved(expire(id)))
})

/** What tier 2 gave to somebody stands open there, too, though it is no evidence of theirs. */
const takeBack = Effect.fnUntraced(function* (id: string) {
  const keyring = yield* Keys
  const read = nothingRead()
  yield* readInto(read, { interactions: [id] })
  const interaction = read.interactions.get(id)?.body
  if (interaction?.state !== "known") return
  const given = new Set(interaction.sightings.flatMap((sighting) => givenToOf(sighting) ?? []))
  const found = yield* Effect.forEach(given, loadPerson)
  const present = found.flatMap((person) =>
    person?.body.state === "current" ? [{ ...person, body: person.body }] : [],
  )
  const persons = present.map(({ body }) => body)
  const grounds = persons.flatMap(({ sightingId }) => sightingId?.split("#")[0] ?? [])
  yield* readInto(read, {
    components: persons.flatMap(({ component }) => component ?? []),
    interactions: grounds.map((ground) => interactionDocumentId(keyring, ground)),
  })
  const others = <A extends { readonly interactionId: string }>(open: ReadonlyArray<A>) =>
    open.filter(({ interactionId }) => interactionId !== interaction.interactionId)
  const writes: Array<Write> = present.map(({ id, version, body }) => ({
    op: "put",
    ref: ref(Persons, id),
    body: { ...body, open: others(body.open) },
    seen: version,
  }))
  for (const [ground, snapshot] of read.interactions)
    if (ground !== id && snapshot?.body.state === "known" && snapshot.body.assigned !== undefined)
      writes.push(interactionWrite({ ...snapshot.body, assigned: others(snapshot.body.assigned) }, read, keyring))
  for (const snapshot of read.components.values())
    if (snapshot !== undefined)
      writes.push({
        op: "put",
        ref: ref(Components, snapshot.id),
        body: { ...snapshot.body, open: others(snapshot.body.open) },
        seen: snapshot.version,
      })
  if (writes.length > 0) yield* (yield* Documents).commit({ writes })
})

const expire = Effect.fnUntraced(function* (id: string) {
  const keyring = hashedOnce(yield* Keys)
  const read = nothingRead()
  yield* readInto(read, { interactions: [id] })
  const interaction = read.interactions.get(id)?.body
  if (interaction?.state !== "known") return nothingToSay
  const now = yield* Clock.currentTimeMillis
  const setting = settingFor(yield* policyInForce(), keyring, `expiry ${id} ${seenOf(read.interactions.get(id))}`, now)
  const resolved = yield* recountInteractions([interaction], read, setting, {
    forgotten: new Set(),
    erased: new Set(),
    dropped: new Set([id]),
  })
  const seen = seenOf(read.interactions.get(id))
  const word = yield* wordOf(resolved.changed)
  yield* (yield* Documents).commit({
    writes: [
      ...graphWrites(resolved, read, keyring),
      ...(yield* namesGone(resolved, read)),
      ...resolved.guards,
      { op: "delete", ref: ref(Interactions, id), seen },
      ...(yield* nobodies(interaction, read)),
      ...word.writes,
    ],
  })
  return word
})

/** Whoever was this interaction and nothing else is nobody now; the id answers all the same. */
const nobodies = Effect.fnUntraced(function* ({ sightings }: KnownInteraction, read: Read) {
  const ids = sightings.flatMap(({ alone }) => alone ?? [])
  yield* readInto(read, { persons: ids })
  return ids.flatMap((id): ReadonlyArray<Write> => {
    const person = read.persons.get(id)
    const isAlone = person?.body.state === "current" && sightings.some(({ id }) => id === sightingOf(person.body))
    const body = { schema: 1, state: "ambiguous", heirs: [] }
    return isAlone ? [{ op: "put", ref: ref(Persons, id), body, seen: seenOf(person) }] : []
  })
})

const sightingOf = (person: { readonly state: string; readonly sightingId?: string | undefined }) => person.sightingId
