import { Interactions } from "@kith/core/documents/Collections"
import { consentedAfter } from "@kith/core/documents/ConsentList"
import type { Commit, Write } from "@kith/core/documents/Documents"
import { ref } from "@kith/core/documents/Documents"
import { asKnown } from "@kith/core/graph/AsKnown"
import { signalsOf } from "@kith/core/graph/AssignPerson"
import { graphWrites } from "@kith/core/graph/GraphWrites"
import { areOnePicture, componentsIn, nothingRead, type Read, readInto } from "@kith/core/graph/LoadEvidence"
import { namesGone } from "@kith/core/graph/NamesGone"
import { nothingWithdrawn, recountInteractions } from "@kith/core/graph/RecountInteractions"
import { settingFor } from "@kith/core/graph/SettingFor"
import { signalWrites } from "@kith/core/graph/SignalWrites"
import { recordsOf, unabridged, withoutForgotten } from "@kith/core/graph/WithoutForgotten"
import type { Identifier, Key } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { hashedOnce, interactionDocumentId, type Keyring, Keys } from "@kith/core/identifier/Keyring"
import { foldEvent } from "@kith/core/identity/Fold"
import type { ComponentRecord, InteractionRecord, KnownInteraction } from "@kith/core/identity/Records"
import { type Resolved, resolve } from "@kith/core/identity/Resolve"
import type { Setting } from "@kith/core/identity/Setting"
import { sharedNoMore } from "@kith/core/identity/SharedNoMore"
import { parentsOf, type SightingView, sightingsOf, withdraws } from "@kith/core/identity/Sightings"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { inForceId, lastKnown, policyDue, policySeen } from "@kith/core/policy/PolicyInForce"
import { mentionedIn, redactTraits } from "@kith/core/redaction/RedactTraits"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { CurrentPrivacyPolicy, dayMillis } from "@kith/core/settings/PrivacyPolicy"
import { Clock, Effect } from "effect"
import {
  type Assigning,
  assignSighting,
  blockKeys,
  blocksOfEvent,
  sightingOfEvent,
  withGrounds,
} from "./AssignSighting.ts"
import { guards, isNamed, sharedNewlySaid } from "./Guards.ts"
import { readTouched } from "./ReadTouched.ts"
import { isSeenAgain, seenWrites } from "./SeenEvents.ts"
import { areTombstones, identifiersIn, wantedBy } from "./Wanted.ts"

/** What becomes of an event, and the commit that makes it so; nothing is written yet. */
export interface Decision {
  readonly event: InteractionObserved
  readonly disposition: "applied" | "duplicate" | "suppressed"
  /** The id of its interaction's document. */
  readonly interaction: string
  readonly commit: Commit
  /** What the graph becomes, of one that is applied. */
  readonly resolved?: Resolved
  /** As it was read. */
  readonly before: ReadonlyArray<ComponentRecord>
  /** Of a duplicate: where its interaction stands. */
  readonly known?: KnownInteraction
}

/** wanted → load → decide. Whoever commits it starts again from here if something moved. */
export const decideEvent = (heard: InteractionObserved) =>
  Effect.flatMap(Keys, (keyring) => Effect.provideService(decide(heard), Keys, hashedOnce(keyring)))

const decide = Effect.fnUntraced(function* (heard: InteractionObserved) {
  const keyring = yield* Keys
  const identifierPolicy = yield* CurrentIdentifierPolicy
  const read = nothingRead()
  const wanted = wantedBy(heard, keyring)
  const mentioned = mentionedIn(heard.traits, identifierPolicy)
  const now = yield* Clock.currentTimeMillis
  // With the time: an event that comes again after its interaction has expired makes nobody's id start over.
  const cause = `${heard.eventKey} ${now}`
  const likely = settingFor((yield* lastKnown) ?? (yield* CurrentLinkingPolicy), keyring, cause, now)
  const due = yield* policyDue
  yield* readInto(read, {
    identifiers: [...wanted.all, ...mentioned.flatMap(keyring.keysOf)],
    interactions: wanted.interactions,
    signals: blockKeys(blocksOfEvent(heard, likely), likely),
    policies: due,
  })
  const setting = due.length === 0 ? likely : { ...likely, policy: yield* policySeen(read.policies.get(inForceId)) }
  // Another policy may bring others up.
  if (setting !== likely) yield* readInto(read, { signals: blockKeys(blocksOfEvent(heard, setting), setting) })
  const own = read.interactions.get(wanted.own)?.body
  const isTombstone = (one: Identifier) =>
    keyring.keysOf(one).some((key) => read.identifiers.get(key)?.body.state === "tombstone")
  // It waited while somebody whom its free texts mention was forgotten.
  const event = mentioned.some(isTombstone)
    ? { ...heard, traits: redactTraits(heard.traits, isTombstone, identifierPolicy) }
    : heard
  const isBeforeConsent = yield* consentedAfter(event.identifiers, event.at)
  const isForgotten = areTombstones(wanted, read) || event.identifiers.some(isBeforeConsent)
  if (event.suppressed || isForgotten || isParticipantForgotten(own, event))
    return yield* suppress(event, wanted.own, read)
  if (own?.state === "known" && (yield* isSeenAgain(own, event.eventKey)))
    return { ...decided(event, "duplicate", wanted.own, []), known: own } satisfies Decision
  const known = own?.state === "known" ? own : undefined
  const folded = {
    ...foldEvent(known, event, identifiersIn(wanted, read)),
    named: isNamed(read, wanted.ownKey),
    ...mentionsOf(known, mentioned.filter((one) => !isTombstone(one)).map(keyring.keyOf)),
  }
  const parents = parentsIn(folded, event, read, keyring)
  const named = [folded, ...parents.filter((parent) => !parent.named).map((parent) => ({ ...parent, named: true }))]
  yield* readTouched([folded, ...parents], read, setting)
  const { interactions: touched, guards: unknown } = yield* asKnown(named, read)
  if (touched !== named) yield* readTouched(touched, read, setting)
  const interactions = touched.flatMap((one) => withoutForgotten(one, read, setting) ?? [])
  const [concerned] = interactions
  // What it says now does not make it anybody else's, and what follows a forgotten interaction is forgotten.
  const wasTheirs = [...parents, ...(known === undefined ? [] : [known])].some(
    (one) => withoutForgotten(one, read, setting) === undefined,
  )
  const isTheirs = wasTheirs || interactions.length < touched.length
  if (concerned === undefined || isTheirs || isParticipantForgotten(concerned, event))
    return yield* suppress(event, wanted.own, read)
  const sighting = sightingOfEvent(concerned, event, setting)
  const { assignment, interactions: all }: Assigning =
    sighting === undefined
      ? { interactions: yield* withGrounds(interactions, [], read, setting) }
      : yield* assignSighting(interactions, concerned, sighting, read, setting)
  yield* areOnePicture(read)
  const evidence = { components: componentsIn(read), identifiers: recordsOf(read) }
  const unshared = sharedNoMore(all, evidence, setting)
  const isCountedAnew = unshared.size > 0 || all.some((one) => withdrawsSomething(one, setting))
  const resolved = isCountedAnew
    ? yield* recountInteractions(all, read, setting, { ...nothingWithdrawn, sharedNoMore: unshared })
    : { ...resolve(all, evidence, setting, assignment), guards: unknown }
  const kept = (yield* CurrentPrivacyPolicy).retentionDays
  const writes = [
    ...graphWrites({ ...resolved, interactions: unabridged(resolved.interactions, touched) }, read, keyring),
    ...(yield* namesGone(resolved, read)),
    ...resolved.guards,
    ...guards(wanted, read),
    ...(isCountedAnew ? [] : sharedNewlySaid(all, resolved, read)),
    ...seenWrites(known, folded, { now: setting.now, until: setting.now + kept.eventKeys * dayMillis }, keyring),
    ...notes(sighting, resolved, read, setting, kept.signals),
  ]
  return { ...decided(event, "applied", wanted.own, writes, resolved.overflow), resolved, before: componentsIn(read) }
})

const decided = (
  event: InteractionObserved,
  disposition: Decision["disposition"],
  interaction: string,
  writes: ReadonlyArray<Write>,
  overflow = 0,
): Decision => ({
  event,
  disposition,
  interaction,
  commit: {
    writes,
    endings: [{ acceptId: event.acceptId, disposition }],
    ...(overflow > 0 && { counts: { overflow } }),
  },
  before: [],
})

const withdrawsSomething = (interaction: KnownInteraction, { interactionKey }: Setting): boolean =>
  withdraws(interaction, sightingsOf(interaction, interactionKey), interactionKey(interaction.interactionId))

/** Whom the sighting turned out to be was seen with these signals; its own person where it has one, whoever that is held for. */
const notes = (
  sighting: SightingView | undefined,
  resolved: Resolved,
  read: Read,
  setting: Setting,
  keptDays: number,
) => {
  const decided = resolved.interactions.flatMap(({ sightings }) => sightings).find(({ id }) => id === sighting?.id)
  if (sighting === undefined || decided === undefined) return []
  const persons = resolved.components.find(({ id }) => id === decided.component)?.persons ?? []
  const own = persons.find(
    ({ given, members }) => given !== undefined && members.some((key) => decided.keys.includes(key)),
  )
  const customerId =
    decided.heldFor === undefined ? decided.outcome.customerId : (own?.id ?? decided.outcome.customerId)
  const signals = signalsOf(sighting, recordsOf(read), setting.policy.tier2)
  return signalWrites(signals, customerId, read, setting, keptDays)
}

/** Longer lists are no contact's: what is beyond them no erasure finds. */
const mostMentions = 32

const mentionsOf = (
  known: KnownInteraction | undefined,
  mentioned: ReadonlyArray<Key>,
): Pick<KnownInteraction, "mentions"> => {
  const mentions = new Set([...(known?.mentions ?? []), ...mentioned])
  return mentions.size === 0 ? {} : { mentions: [...mentions].slice(0, mostMentions) }
}

const isParticipantForgotten = (own: InteractionRecord | undefined, { participantId }: InteractionObserved): boolean =>
  own?.state === "known" && participantId !== undefined && own.participants[participantId]?.forgotten === true

/** Interactions that this event names, as they are: those that it is the first to name assert themselves from now on. */
const parentsIn = (
  folded: KnownInteraction,
  event: InteractionObserved,
  read: Read,
  keyring: Keyring,
): ReadonlyArray<KnownInteraction> =>
  [...parentsOf(folded)].flatMap((id) => {
    const known = read.interactions.get(interactionDocumentId(keyring, id))?.body
    return event.links.includes(id) && id !== event.interactionId && known?.state === "known" ? [known] : []
  })

/** It names somebody forgotten. An interaction nobody knew is forgotten with it, so that what follows of it is too. */
const suppress = Effect.fnUntraced(function* (event: InteractionObserved, own: string, read: Read) {
  const tombstone = { schema: 1, state: "tombstone", at: yield* Clock.currentTimeMillis }
  const known = read.interactions.get(own)
  const put: Write = { op: "put", ref: ref(Interactions, own), body: tombstone, seen: "absent" }
  return decided(event, "suppressed", own, known === undefined ? [put] : [])
})
