import { type ErasureRecord, Erasures, Interactions, Signals } from "@kith/core/documents/Collections"
import { Documents, ref, type Write } from "@kith/core/documents/Documents"
import { erasureWrite, withProgress } from "@kith/core/documents/ErasureProgress"
import { interactionsAsserting } from "@kith/core/graph/FindInteractions"
import { givenTo, graphWrites, mentionOf } from "@kith/core/graph/GraphWrites"
import { nothingRead, type Read, readInto } from "@kith/core/graph/LoadEvidence"
import { namesGone } from "@kith/core/graph/NamesGone"
import { nothingToSay, passOn, wordOf } from "@kith/core/graph/PassOn"
import { recountInteractions } from "@kith/core/graph/RecountInteractions"
import { settingFor } from "@kith/core/graph/SettingFor"
import { withoutCarriers } from "@kith/core/graph/SignalWrites"
import { untilUnmoved } from "@kith/core/graph/UntilUnmoved"
import { tombstonesIn } from "@kith/core/graph/WithoutForgotten"
import type { Identifier, Key } from "@kith/core/identifier/Identifier"
import { CurrentIdentifierPolicy, type IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { hashedOnce, type Keyring, Keys } from "@kith/core/identifier/Keyring"
import { strongestIn } from "@kith/core/identity/Profile"
import type { KnownInteraction, Participant } from "@kith/core/identity/Records"
import type { Setting } from "@kith/core/identity/Setting"
import { saidIn } from "@kith/core/identity/Sightings"
import { asserts, type Belonging, stripInteraction } from "@kith/core/identity/Strip"
import type { PersonForgotten } from "@kith/core/message/PersonForgotten"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { redactTraits } from "@kith/core/redaction/RedactTraits"
import { CurrentPrivacyPolicy } from "@kith/core/settings/PrivacyPolicy"
import { say } from "@kith/core/telemetry/Harmless"
import { Clock, Effect } from "effect"

/** The graph as if it had never seen the person. From the erasure's acceptance on nothing new of the person came in. */
export const forgetPerson = Effect.fn("ForgetPerson.forgetPerson")(function* ({ erasureId }: PersonForgotten) {
  yield* passOn(yield* untilUnmoved(forget(erasureId)))
})

const forget = Effect.fnUntraced(function* (erasureId: string) {
  const documents = yield* Documents
  const [erasure] = yield* documents.getMany([ref(Erasures, erasureId)])
  if (erasure === undefined || isDone(erasure.body)) return nothingToSay
  const now = yield* Clock.currentTimeMillis
  const setting = settingFor(yield* policyInForce(), hashedOnce(yield* Keys), erasureId, now)
  // In every form: what identified nobody may be kept under a pepper that the graph does not know it by.
  const erased = new Set([...erasure.body.keys, ...(erasure.body.forms ?? [])])
  const read = nothingRead()
  const customerIds = new Set(erasure.body.customerIds)
  const found = yield* interactionsWith(
    [...erased, ...erasure.body.strippedKeys, ...[...customerIds].map(givenTo), ...[...erased].map(mentionOf)],
    erasure.body.interactionIds,
    read,
  )
  yield* readInto(read, {
    identifiers: [...erased, ...found.flatMap(({ body }) => [...saidIn(body, setting.interactionKey)])],
  })
  const isTheirs = sightingsOfTheirs(erasure.body, read, setting)
  const clean = withoutMentions(erased, yield* Keys, yield* CurrentIdentifierPolicy)
  const after = found.map(({ id, body }) => {
    const stripped = stripInteraction(body, isTheirs, erased, setting.interactionKey)
    return { id, was: body, now: stripped && clean(stripped) }
  })
  const dropped = new Set(after.filter((one) => one.now === undefined).map(({ id }) => id))
  const claimed = claimedIn(read)
  const resolved = yield* recountInteractions(
    after.map((one) => one.now ?? one.was),
    read,
    setting,
    {
      forgotten: customerIds,
      erased,
      stripped: erasure.body.strippedKeys,
      dropped,
      held: claimed.flatMap(({ held }) => held),
      ...(erasure.body.component !== undefined && { components: [erasure.body.component] }),
    },
  )
  const word = yield* wordOf(resolved.changed)
  yield* documents.commit({
    writes: [
      ...graphWrites(resolved, read, yield* Keys),
      ...(yield* namesGone(resolved, read)),
      ...resolved.guards,
      ...[...dropped, ...claimed.map(({ id }) => id)].map((id) => tombstone(id, read, now)),
      ...(yield* unseen(customerIds, setting)),
      erasureWrite(withProgress(erasure.body, { name: say`graph`, status: "done" }, now), erasure.version),
      ...word.writes,
    ],
  })
  return word
})

/** Those that were claimed when the erasure was accepted are tombstones by now; what is still known tells by itself. */
const sightingsOfTheirs = (
  { customerIds, strippedKeys, keys, unclaimed }: ErasureRecord,
  read: Read,
  { policy }: Setting,
): ((sighting: Belonging) => boolean) => {
  const { alone } = tombstonesIn(read)
  const assertsTheirs = asserts(new Set(keys.filter((key) => alone.has(key))))
  const members = new Set([...keys, ...strippedKeys])
  const isUnshared = (key: Key) => read.identifiers.get(key)?.body.state !== "shared"
  return (sighting) => {
    if (customerIds.includes(sighting.assignedTo ?? "") || assertsTheirs(sighting)) return true
    const home = unclaimed === true ? strongestIn(sighting.keys, isUnshared, policy) : undefined
    return home !== undefined && members.has(home)
  }
}

/** Interactions that the acceptance made tombstones, and what the graph still holds of each. */
const claimedIn = ({ interactions }: Read) =>
  [...interactions].flatMap(([id, snapshot]) =>
    snapshot?.body.state === "tombstone" && snapshot.body.held !== undefined ? [{ id, held: snapshot.body.held }] : [],
  )

/** Others may have spoken of the person. */
const withoutMentions =
  (erased: ReadonlySet<Key>, keyring: Keyring, policy: IdentifierPolicy) =>
  ({ mentions, ...interaction }: KnownInteraction): KnownInteraction => {
    const left = mentions?.filter((key) => !erased.has(key)) ?? []
    if (left.length === (mentions?.length ?? 0)) return { ...interaction, ...(mentions && { mentions }) }
    const isForgotten = (one: Identifier) => keyring.keysOf(one).some((key) => erased.has(key))
    const clean = (participant: Participant): Participant => {
      const names = Object.keys(participant.traits)
      const values = redactTraits(Object.values(participant.traits), isForgotten, policy)
      return { ...participant, traits: Object.fromEntries(values.map((value, i) => [names[i], value])) }
    }
    const participants = Object.entries(interaction.participants).map(([id, one]) => [id, clean(one)])
    return {
      ...interaction,
      participants: Object.fromEntries(participants),
      ...(left.length > 0 && { mentions: left }),
    }
  }

/** Nobody was seen with these devices and networks any more. */
const unseen = Effect.fnUntraced(function* (customerIds: ReadonlySet<string>, setting: Setting) {
  const documents = yield* Documents
  const found = yield* Effect.forEach(customerIds, (id) => documents.find(Signals, id, { limit: 500 }))
  const signals = new Map(found.flat().map((snapshot) => [snapshot.id, snapshot]))
  const { retentionDays } = yield* CurrentPrivacyPolicy
  return [...signals.values()].map((one) => withoutCarriers(one, customerIds, setting, retentionDays.signals))
})

const isDone = ({ systems }: ErasureRecord): boolean =>
  systems.some(({ name, status }) => name === "graph" && status === "done")

const tombstone = (id: string, read: Read, at: number): Write => {
  const seen = read.interactions.get(id)?.version ?? "absent"
  return { op: "put", ref: ref(Interactions, id), body: { schema: 1, state: "tombstone", at }, seen }
}

/** Interactions that assert any of these identifiers, and those named; tombstones are left out. */
const interactionsWith = Effect.fnUntraced(function* (
  tags: ReadonlyArray<string>,
  ids: ReadonlyArray<string>,
  read: Read,
) {
  yield* readInto(read, { interactions: ids })
  for (const found of yield* Effect.forEach(tags, (tag) => interactionsAsserting(tag), { concurrency: 8 }))
    for (const snapshot of found ?? []) read.interactions.set(snapshot.id, snapshot)
  return [...read.interactions].flatMap(([id, snapshot]) =>
    snapshot?.body.state === "known" ? [{ id, body: snapshot.body }] : [],
  )
})
