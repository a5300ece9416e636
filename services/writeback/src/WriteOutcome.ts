import { randomUUID } from "node:crypto"
import type { EffectRecord } from "@kith/core/documents/Collections"
import { applyOnce, type Place, type Wanted } from "@kith/core/documents/EffectLedger"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { interactionDocumentId, type Keyring, Keys } from "@kith/core/identifier/Keyring"
import type { CurrentPerson, OpenInteraction } from "@kith/core/identity/Records"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Context, Effect } from "effect"
import { Genesys } from "./Genesys.ts"
import { brokenLimit, essenceOf, type LeanPatch, type LeanSettings, leanAttributes } from "./LeanAttributes.ts"

export class Lean extends Context.Service<Lean, LeanSettings>()("@kith/writeback/Lean") {}

export const system = "genesys"

/** Much longer than an interaction stays open. */
const keepDays = 30

/** Gives each open interaction of a person the present reference to the profile. `customerId` may be a former one. */
export const writeOutcome = Effect.fn("WriteOutcome.writeOutcome")(function* (customerId: string) {
  const person = yield* presentPerson(customerId)
  if (person === undefined) return
  yield* eachOnItsOwn(person.open, (open) => writeTo(open, person.customerId))
})

const writeTo = Effect.fn("WriteOutcome.writeTo")(function* (open: OpenInteraction, customerId: string) {
  const keyring = yield* Keys
  const settings = yield* Lean
  const interaction = interactionDocumentId(keyring, open.interactionId)
  yield* applyOnce(
    placeOf(open, interaction, keyring),
    (recorded) =>
      Effect.map(presentPerson(customerId), (person) => {
        const patch = patchOf(person, customerId, open.sightingId, settings)
        return patch === undefined ? undefined : wantedOf(patch, recorded, keyring)
      }),
    (patch) => write(patch, interaction),
  )
})

/** A conference has several sightings, each with attributes of its own. */
const placeOf = ({ sightingId, interactionId }: OpenInteraction, interaction: string, keyring: Keyring): Place => {
  const sighting = sightingId === interactionId ? "" : `:${keyring.digest("sighting", sightingId)}`
  return { system, subject: `${interaction}${sighting}`, holder: randomUUID(), keepDays }
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

const wantedOf = (patch: VersionedPatch, recorded: EffectRecord, keyring: Keyring): Wanted<VersionedPatch> => ({
  // Versions of different persons do not compare, and an interaction can pass from one to another.
  version: Math.max(patch.version, recorded.version),
  digest: keyring.digest(`effect.${system}`, essenceOf(patch)),
  payload: patch,
})

const write = Effect.fnUntraced(function* (patch: VersionedPatch, interaction: string) {
  const broken = brokenLimit(patch.attributes)
  if (broken !== undefined) {
    yield* Effect.logWarning("attributes refused by our own limits", { interaction, reason: broken })
    return { status: "refused", reason: broken } as const
  }
  const genesys = yield* Genesys
  // With the version: the bare interaction id would make a gateway swallow every later change.
  const written = yield* genesys.patch(patch, `${interaction}:${patch.version}`)
  if (written === "written") return {}
  yield* Effect.logWarning("nothing to write to: the interaction is gone", { interaction })
  return { status: "expired", reason: "the interaction is gone" } as const
})
