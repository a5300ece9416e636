import type { EffectRecord } from "@kith/core/documents/Collections"
import { Documents, type Snapshot } from "@kith/core/documents/Documents"
import { applyOnce, effectRef, type Place, type Wanted } from "@kith/core/documents/EffectLedger"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import type { Turn } from "@kith/core/http/Turn"
import { freshId } from "@kith/core/identifier/FreshId"
import { interactionDocumentId, type Keyring, Keys } from "@kith/core/identifier/Keyring"
import { shownInteraction } from "@kith/core/identifier/ShownInteraction"
import type { CurrentPerson, OpenInteraction } from "@kith/core/identity/Records"
import { say } from "@kith/core/telemetry/Harmless"
import { logInfo, logWarning } from "@kith/core/telemetry/Log"
import { age } from "@kith/core/telemetry/Trace"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Context, Effect } from "effect"
import { expireEnded, expireWaiting, noteWaiting } from "./ExpireEnded.ts"
import { Genesys } from "./Genesys.ts"
import { system } from "./GenesysClient.ts"
import { brokenLimit, essenceOf, type LeanPatch, type LeanSettings, leanAttributes } from "./LeanAttributes.ts"

export class Lean extends Context.Service<Lean, LeanSettings>()("@kith/writeback/Lean") {}

/**
 * Gives each open interaction of a person the present reference to the profile, when the vendor's rate has a turn for it.
 * `customerId` may be a former one; `attempt` counts the deliveries of the message that says so.
 */
export const writeOutcome = Effect.fnUntraced(function* (customerId: string, attempt = 1) {
  const person = yield* presentPerson(customerId)
  const wanted = person === undefined ? [] : yield* stillToWrite(person)
  if (attempt > 1) yield* expireWaiting(customerId)
  yield* eachOnItsOwn(wanted, (one) =>
    inTurn(one).pipe(
      Effect.tapErrorTag("TurnIsLater", () =>
        attempt === 1 ? noteWaiting(one.place, one.recorded, customerId) : Effect.void,
      ),
    ),
  )
})

interface ToWrite {
  readonly open: OpenInteraction
  readonly customerId: string
  readonly interaction: string
  readonly place: Place
  readonly recorded: Snapshot<EffectRecord> | undefined
}

/** What is as Genesys has it already needs no turn: one read tells, however many interactions are open. */
const stillToWrite = Effect.fnUntraced(function* (person: CurrentPerson) {
  const keyring = yield* Keys
  const settings = yield* Lean
  const holder = yield* freshId
  const all = person.open.map((open) => {
    const interaction = interactionDocumentId(keyring, open.interactionId)
    return { open, interaction, place: { ...placeOf(open, interaction, keyring), holder } }
  })
  if (all.length === 0) return []
  const records = yield* (yield* Documents).getMany(all.map(({ place }) => effectRef(place)))
  return all.flatMap((one, i): ReadonlyArray<ToWrite> => {
    const recorded = records[i]
    const patch = leanAttributes(person, one.open, settings)
    if (patch === undefined || recorded?.body.digest === digestOf(patch, keyring)) return []
    return [{ ...one, customerId: person.customerId, recorded }]
  })
})

/** Who has no reference at all goes first, and of those whoever was heard of last: the others' callers have one to show. */
const turnOf = ({ place, open, recorded }: ToWrite): Turn => ({
  subject: place.subject,
  urgency: (recorded?.body.version ?? 0) === 0 ? 0 : 1,
  age: -open.since,
})

const inTurn = Effect.fnUntraced(function* (one: ToWrite) {
  const outcome = yield* (yield* Genesys).inTurn(turnOf(one), writeTo(one))
  if (outcome === "stale") yield* expireEnded([effectRef(one.place)])
})

const writeTo = Effect.fnUntraced(function* ({ open, customerId, interaction, place }: ToWrite) {
  const keyring = yield* Keys
  const settings = yield* Lean
  return yield* applyOnce(
    place,
    (recorded) =>
      Effect.map(presentPerson(customerId), (person) => {
        const patch = patchOf(person, customerId, open.sightingId, settings)
        return patch === undefined ? undefined : wantedOf(patch, recorded, keyring)
      }),
    (patch) => write(patch, interaction, settings),
  )
})

/** A conference has several sightings, each with attributes of its own. */
const placeOf = ({ sightingId, interactionId }: OpenInteraction, interaction: string, keyring: Keyring) => {
  const sighting = sightingId === interactionId ? "" : `:${keyring.digest("sighting", sightingId)}`
  return { system, subject: `${interaction}${sighting}`, passing: true } as const
}

interface VersionedPatch extends LeanPatch {
  readonly version: number
}

/** Nothing when the interaction is over, or somebody else's by now: whoever it is has a message of their own. */
const patchOf = (
  person: CurrentPerson | undefined,
  customerId: string,
  sightingId: string,
  settings: LeanSettings,
): VersionedPatch | undefined => {
  if (person?.customerId !== customerId) return undefined
  const open = person.open.find((one) => one.sightingId === sightingId)
  const patch = open && leanAttributes(person, open, settings)
  return patch && { ...patch, version: person.version }
}

const digestOf = (patch: LeanPatch, keyring: Keyring) => keyring.digest(`effect.${system}`, essenceOf(patch))

const wantedOf = (patch: VersionedPatch, recorded: EffectRecord, keyring: Keyring): Wanted<VersionedPatch> => ({
  // Versions of different persons do not compare, and an interaction can pass from one to another.
  version: Math.max(patch.version, recorded.version),
  digest: digestOf(patch, keyring),
  payload: patch,
})

const write = Effect.fnUntraced(function* (patch: VersionedPatch, interaction: string, { limits }: LeanSettings) {
  const broken = brokenLimit(patch.attributes, limits)
  const shown = shownInteraction(interaction, yield* Keys)
  if (broken !== undefined) {
    yield* logWarning("attributes refused by our own limits", { interaction: shown, reason: broken })
    return { status: "refused", reason: broken } as const
  }
  const genesys = yield* Genesys
  // With the version: the bare interaction id would make a gateway swallow every later change.
  const written = yield* genesys.patch(patch, `${interaction}:${patch.version}`)
  if (written === "written") {
    yield* logInfo("written back", { interaction: shown, ageMillis: yield* age })
    return {}
  }
  yield* logWarning("nothing to write to: the interaction is gone", { interaction: shown })
  return { status: "expired", reason: say`the interaction is gone` } as const
})
