import { Effect } from "effect"
import { Interactions } from "../documents/Collections.ts"
import { ref, type Write } from "../documents/Documents.ts"
import type { Key } from "../identifier/Identifier.ts"
import { interactionDocumentId, Keys } from "../identifier/Keyring.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import type { ComponentRecord, IdentifierRecord, KnownInteraction, Refusal, Sighting } from "../identity/Records.ts"
import { recount } from "../identity/Recount.ts"
import type { Setting } from "../identity/Setting.ts"
import { parentsOf, saidIn } from "../identity/Sightings.ts"
import { asKnown } from "./AsKnown.ts"
import { interactionsAsserting } from "./FindInteractions.ts"
import { areOnePicture, type Read, readComponents, readInto } from "./LoadEvidence.ts"
import { readAllHeld } from "./ReadHeld.ts"
import { unabridged, withoutForgotten } from "./WithoutForgotten.ts"

export interface Withdrawn {
  readonly forgotten: ReadonlySet<string>
  readonly erased: ReadonlySet<Key>
  /** What they had as well, and others contest. */
  readonly stripped?: ReadonlyArray<Key>
  /** Components that have to be counted anew though no identifier that remains may name them. */
  readonly components?: ReadonlyArray<string>
  /** Documents of interactions that are no more. */
  readonly dropped: ReadonlySet<string>
  /** Shared identifiers to count anew as well. */
  readonly sharedNoMore?: ReadonlySet<Key>
  /** What others asserted that are no more. */
  readonly held?: ReadonlyArray<Key>
  /** The policy by which persons were last shown, where it was another one. */
  readonly shownBy?: LinkingPolicy
}

export const nothingWithdrawn: Withdrawn = { forgotten: new Set(), erased: new Set(), dropped: new Set() }
/** A shared identifier seen more often than this stays shared: what is left of it would be shared as well. */
const mostSightings = 5_000

/**
 * The graph when these interactions say less than it holds of them, or that what it counted as several is one: everything
 * they touched is counted again from all interactions that remain. Rare and slow, a query for each identifier concerned.
 */
export const recountInteractions = Effect.fn("RecountInteractions.recountInteractions")(function* (
  interactions: ReadonlyArray<KnownInteraction>,
  read: Read,
  setting: Setting,
  withdrawn: Withdrawn = nothingWithdrawn,
) {
  const keyring = yield* Keys
  const said = interactions.flatMap((interaction) => [...saidIn(interaction, setting.interactionKey)])
  const touched = new Set([...said, ...withdrawn.erased, ...(withdrawn.held ?? []), ...(withdrawn.sharedNoMore ?? [])])
  const named = withdrawn.components ?? []
  yield* readComponents(read, [...touched], named)
  const components = componentsOf(read, touched, ...named)
  const members = components.flatMap((component) => Object.keys(component.identifiers) as Array<Key>)
  const found = new Map<string, KnownInteraction>()
  const staysShared = new Map<Key, IdentifierRecord>()
  const lookedThrough = new Set<Key>()
  yield* Effect.forEach(
    new Set([...members, ...touched]),
    Effect.fnUntraced(function* (key: Key) {
      const record = read.identifiers.get(key)?.body
      // Of what is one person's every sighting counts.
      const snapshots = yield* interactionsAsserting(key, record?.state === "shared" ? mostSightings : undefined)
      if (snapshots === undefined && record?.state === "shared") staysShared.set(key, record)
      if (snapshots !== undefined) lookedThrough.add(key)
      for (const snapshot of snapshots ?? []) {
        const { id, body } = snapshot
        if (body.state === "known" && !withdrawn.dropped.has(id)) found.set(id, body)
        if (!read.interactions.has(id)) read.interactions.set(id, snapshot)
      }
    }),
    { concurrency: 8, discard: true },
  )
  for (const interaction of interactions) {
    const id = interactionDocumentId(keyring, interaction.interactionId)
    if (!withdrawn.dropped.has(id)) found.set(id, interaction)
  }
  for (const parent of yield* parentsSaid([...found.values()], read)) {
    const id = interactionDocumentId(keyring, parent.interactionId)
    if (!withdrawn.dropped.has(id) && !found.has(id)) found.set(id, parent)
  }
  const given = [...found.values()].flatMap(({ sightings }) => sightings.filter((one) => one.assignedTo !== undefined))
  for (const ground of yield* groundsOf(given, read)) {
    const id = interactionDocumentId(keyring, ground.interactionId)
    if (!withdrawn.dropped.has(id) && !found.has(id)) found.set(id, ground)
  }
  const stored = [...found.values()]
  yield* readInto(read, { identifiers: stored.flatMap((one) => [...saidIn(one, setting.interactionKey)]) })
  const { interactions: originals, guards } = yield* asKnown(stored, read)
  const keys = originals.flatMap((interaction) => [...saidIn(interaction, setting.interactionKey)])
  yield* readComponents(read, keys, [])
  const held = yield* readAllHeld(read)
  yield* areOnePicture(read)
  const present = originals.flatMap((original) => withoutForgotten(original, read, setting) ?? [])
  const remaining = stillNamed(present, (id) => lookedThrough.has(setting.interactionKey(id)))
  const rebuilt = new Set(components.map(({ id }) => id))
  const records = new Map(staysShared)
  const countedAnew = new Map<Key, ReadonlyArray<Key>>()
  for (const [key, snapshot] of read.identifiers) {
    const record = snapshot?.body
    if (record?.state === "banned" || (record?.state === "shared" && !touched.has(key))) records.set(key, record)
    if (record?.state === "shared" && !records.has(key)) countedAnew.set(key, record.bans)
  }
  const resolved = recount(
    {
      components,
      interactions: remaining,
      records,
      countedAnew,
      reached: componentsOf(read, new Set(keys), ...given.flatMap(({ component }) => component ?? []), ...held).filter(
        ({ id }) => !rebuilt.has(id),
      ),
      forgotten: withdrawn.forgotten,
      erased: withdrawn.erased,
      ...(withdrawn.shownBy !== undefined && { shownBy: withdrawn.shownBy }),
    },
    setting,
  )
  const wanted = new Set(interactions.map(({ interactionId }) => interactionId))
  const gone = new Set([...withdrawn.erased, ...(withdrawn.stripped ?? []), ...resolved.vanished])
  const isNew = (now: KnownInteraction): boolean => {
    const was = read.interactions.get(interactionDocumentId(keyring, now.interactionId))?.body
    if (wanted.has(now.interactionId) || was?.state !== "known") return true
    return belonging(was) !== belonging(now) || mentions(was, gone) || refusedNoMore(was, now)
  }
  const written = unabridged(resolved.interactions.filter(isNew), originals)
  const rewritten = new Set(written.map(({ interactionId }) => interactionDocumentId(keyring, interactionId)))
  const unchanged = [...found.keys()].filter((id) => !rewritten.has(id))
  return { ...resolved, interactions: written, guards: [...guards, ...unchanged.flatMap((id) => asRead(id, read))] }
})

/** What was counted and stays as it is: it must not have said anything else meanwhile. */
const asRead = (id: string, read: Read): ReadonlyArray<Write> => {
  const snapshot = read.interactions.get(id)
  return snapshot === undefined ? [] : [{ op: "guard", ref: ref(Interactions, id), seen: snapshot.version }]
}

/** Where those stand to whom tier 2 gave these: they are told if an identifier takes one back. */
const groundsOf = Effect.fnUntraced(function* (given: ReadonlyArray<Sighting>, read: Read) {
  const keyring = yield* Keys
  const ids = given.flatMap(({ assignedVia }) =>
    assignedVia === undefined ? [] : [interactionDocumentId(keyring, assignedVia)],
  )
  yield* readInto(read, { interactions: ids, components: given.flatMap(({ component }) => component ?? []) })
  return ids.flatMap((id) => {
    const ground = read.interactions.get(id)?.body
    return ground?.state === "known" ? [ground] : []
  })
})

/** Interactions that these may name: a link that identified nobody does once another customer is taken out. */
const parentsSaid = Effect.fnUntraced(function* (interactions: ReadonlyArray<KnownInteraction>, read: Read) {
  const keyring = yield* Keys
  const said = interactions.flatMap(({ participants }) => Object.values(participants).flatMap(({ links }) => links))
  const ids = said.map((id) => interactionDocumentId(keyring, id))
  yield* readInto(read, { interactions: ids })
  return ids.flatMap((id) => {
    const parent = read.interactions.get(id)?.body
    return parent?.state === "known" ? [parent] : []
  })
})

/** An interaction asserts itself for as long as a sighting names it; `isKnown`: all that name it are among these. */
const stillNamed = (
  interactions: ReadonlyArray<KnownInteraction>,
  isKnown: (interactionId: string) => boolean,
): ReadonlyArray<KnownInteraction> => {
  const named = new Set(interactions.flatMap((one) => [...parentsOf(one)]))
  return interactions.map((one) => {
    if (named.has(one.interactionId)) return one.named ? one : { ...one, named: true }
    return one.named && isKnown(one.interactionId) ? { ...one, named: false } : one
  })
}

const componentsOf = (
  read: Read,
  keys: ReadonlySet<Key>,
  ...also: ReadonlyArray<string>
): ReadonlyArray<ComponentRecord> => {
  const ids = new Set(also)
  for (const key of keys) {
    const record = read.identifiers.get(key)?.body
    if (record?.state === "pointer") ids.add(record.component)
  }
  return [...ids].flatMap((id) => read.components.get(id)?.body ?? [])
}

/** Whether an outcome was given reasons that are no more: a refused join with somebody who is forgotten. */
const mentions = ({ sightings }: KnownInteraction, keys: ReadonlySet<Key>): boolean =>
  sightings.some(({ outcome: { because, refused } }) =>
    [...because.flatMap(({ key }) => key ?? []), ...refused.flatMap(({ a, b }) => [a, b])].some((key) => keys.has(key)),
  )

/** Whether a refused join that an outcome names is one no more: whoever it names may have gone where no erasure looks. */
const refusedNoMore = (was: KnownInteraction, now: KnownInteraction): boolean => {
  const nameOf = ({ a, b, rule }: Refusal) => `${rule} ${a} ${b}`
  const stands = new Set(now.sightings.flatMap(({ outcome }) => outcome.refused.map(nameOf)))
  return was.sightings.some(({ outcome }) => outcome.refused.some((refusal) => !stands.has(nameOf(refusal))))
}

const belonging = ({ sightings, assigned = [] }: KnownInteraction): string =>
  JSON.stringify([
    assigned.map(({ sightingId }) => sightingId),
    sightings.map(({ id, component, keys, assignedTo, heldFor, alone, outcome }) => [
      ...[id, component, keys, outcome.customerId, outcome.resolutionTier],
      // An identifier may have come to say of whom tier 2 said it before.
      ...[assignedTo, heldFor, alone],
    ]),
  ])
