import { assignPerson, readHeld } from "@kith/core/graph/AssignPerson"
import { componentsIn, type Read, readInto } from "@kith/core/graph/LoadEvidence"
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
  /** Those given, and with them the interactions of persons without identifiers whose list of open ones changes. */
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
  // Others were given to the person that it stands for: whoever is told that id must not be led further and further.
  const isGround = interaction.assigned !== undefined && prior?.assignedTo === undefined && newcomer.keys.length === 0
  const isSettled = newcomer.isKnown || isGround
  const assignment = isSettled ? undefined : yield* assignPerson(newcomer, prior, read, identifiers, setting)
  yield* readHeld(newcomer.given, read)
  const given = assignment?.ground !== undefined && "interactionId" in assignment.ground ? assignment.ground : undefined
  const ids = new Set([prior?.assignedVia, given?.interactionId].filter((id) => id !== undefined))
  const keyring = yield* Keys
  yield* readInto(read, { interactions: [...ids].map((id) => interactionDocumentId(keyring, id)) })
  const grounds = new Map(
    [...ids].flatMap((id) => {
      const stored = read.interactions.get(interactionDocumentId(keyring, id))?.body
      const ground = interactions.find(({ interactionId }) => interactionId === id) ?? stored
      return ground?.state === "known" ? [[id, keepAssigned(ground, interaction, view, assignment, setting.now)]] : []
    }),
  )
  yield* readTouched([...grounds.values()], read, setting)
  const others = [...grounds.values()].filter(
    (ground) => !interactions.some((one) => one.interactionId === ground.interactionId),
  )
  return {
    ...(assignment !== undefined && { assignment }),
    interactions: [...interactions.map((one) => grounds.get(one.interactionId) ?? one), ...others],
  } satisfies Assigning
})
