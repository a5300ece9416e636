import { assignPerson } from "@kith/core/graph/AssignPerson"
import { componentsIn, type Read, readInto } from "@kith/core/graph/LoadEvidence"
import { readHeld } from "@kith/core/graph/ReadHeld"
import { recordsOf } from "@kith/core/graph/WithoutForgotten"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { type Assignment, keepAssigned } from "@kith/core/identity/Assignment"
import { priorOf } from "@kith/core/identity/Attach"
import { blocksOf, type Signals } from "@kith/core/identity/Blocking"
import { featuresOf, identifierFeatures } from "@kith/core/identity/Compare"
import { newcomerOf } from "@kith/core/identity/Newcomer"
import type { KnownInteraction } from "@kith/core/identity/Records"
import type { Setting } from "@kith/core/identity/Setting"
import { type SightingView, seenIn, sightingsOf } from "@kith/core/identity/Sightings"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { Effect } from "effect"
import { readTouched } from "./ReadTouched.ts"

/** The blocks that an event alone names: read with its identifiers, in the same round trip. */
export const blocksOfEvent = (event: InteractionObserved, { policy: { tier2 } }: Setting): Signals => {
  const first = (kind: string) => event.signals.find((signal) => signal.kind === kind)?.value
  const features = {
    ...featuresOf(Object.fromEntries(event.traits.map(({ name, value }) => [name, { value }]))),
    ...identifierFeatures(event.identifiers, tier2.toldNumbers),
  }
  return { device: first("device"), ip: first("ip"), userAgent: first("userAgent"), features, sharedIdentifiers: [] }
}

export const blockKeys = (signals: Signals, setting: Setting): ReadonlyArray<string> =>
  blocksOf(signals).map(setting.blockKey)

/** The sighting that an event belongs to; none where it is an agent's word in a conference. */
export const sightingOfEvent = (
  interaction: KnownInteraction,
  event: InteractionObserved,
  setting: Setting,
): SightingView | undefined => {
  const views = sightingsOf(interaction, setting.interactionKey)
  return views.length === 1 ? views[0] : views.find(({ participantId }) => participantId === event.participantId)
}

export interface Assigning {
  readonly assignment?: Assignment
  /** Those there were, and with them the interactions of persons without identifiers whose list of open ones changes. */
  readonly interactions: ReadonlyArray<KnownInteraction>
}

/** Tier 2 for one sighting: nothing to do for one that an identifier joins to somebody known, but to take it back. */
export const assignSighting = Effect.fnUntraced(function* (
  interactions: ReadonlyArray<KnownInteraction>,
  interaction: KnownInteraction,
  view: SightingView,
  read: Read,
  setting: Setting,
) {
  const identifiers = recordsOf(read)
  const prior = priorOf(interaction, view)
  const evidence = { components: componentsIn(read), identifiers }
  const newcomer = newcomerOf(view, seenIn(interactions, setting.interactionKey), evidence)
  const isSettled = newcomer.isKnown || newcomer.isGround
  const assignment = isSettled ? undefined : yield* assignPerson(newcomer, prior, read, identifiers, setting)
  yield* readHeld(newcomer.given, read)
  const given = assignment?.ground !== undefined && "interactionId" in assignment.ground ? assignment.ground : undefined
  const concerned = new Set([prior?.assignedVia, given?.interactionId])
  const all = yield* withGrounds(interactions, given === undefined ? [] : [given.interactionId], read, setting)
  return {
    ...(assignment !== undefined && { assignment }),
    interactions: all.map((one) =>
      concerned.has(one.interactionId) ? keepAssigned(one, interaction, view, assignment, setting.now) : one,
    ),
  } satisfies Assigning
})

/**
 * Where persons without identifiers stand to whom these were given, and those of `more`: an identifier of any of these may
 * take one back, and then they are told of it no more.
 */
export const withGrounds = (
  interactions: ReadonlyArray<KnownInteraction>,
  more: ReadonlyArray<string>,
  read: Read,
  setting: Setting,
) => {
  const given = interactions.flatMap(({ sightings }) => sightings.flatMap(({ assignedVia }) => assignedVia ?? []))
  const here = new Set(interactions.map(({ interactionId }) => interactionId))
  const wanted = new Set([...given, ...more].filter((id) => !here.has(id)))
  return wanted.size === 0 ? Effect.succeed(interactions) : readGrounds(interactions, wanted, read, setting)
}

const readGrounds = Effect.fnUntraced(function* (
  interactions: ReadonlyArray<KnownInteraction>,
  wanted: ReadonlySet<string>,
  read: Read,
  setting: Setting,
) {
  const keyring = yield* Keys
  const ids = [...wanted].map((id) => interactionDocumentId(keyring, id))
  yield* readInto(read, { interactions: ids })
  const grounds = ids.flatMap((id) => {
    const ground = read.interactions.get(id)?.body
    return ground?.state === "known" ? [ground] : []
  })
  yield* readTouched(grounds, read, setting)
  return [...interactions, ...grounds]
})
