import { Signals as SignalDocuments } from "../documents/Collections.ts"
import { fitting, ref, type Seen, type Snapshot, type Write } from "../documents/Documents.ts"
import { blocksOf, type Signals } from "../identity/Blocking.ts"
import { withCarrier } from "../identity/Carriers.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import type { SignalRecord } from "../identity/Records.ts"
import type { Setting } from "../identity/Setting.ts"
import { dayMillis } from "../settings/PrivacyPolicy.ts"
import { seenOf } from "./GraphWrites.ts"
import type { Read } from "./LoadEvidence.ts"

/** Four half lives: longer than a match weighs anything. Names and birthdays do not fade. */
const weighsFor = (kind: string, { tier2: { halfLifeDays } }: LinkingPolicy): number => {
  if (kind === "device") return 4 * halfLifeDays.device
  if (kind === "address" || kind === "addressAndBrowser") return 4 * halfLifeDays.network
  return kind === "sharedIdentifier" ? 4 * halfLifeDays.sharedIdentifier : Number.POSITIVE_INFINITY
}

/**
 * Notes who was seen with what, in the documents that were read. Nothing is written for somebody noted within the last
 * day, nor once a value carries more people than are listed: what everybody shares costs nothing. `keptDays`: the longest
 * that anybody is remembered by a signal.
 */
export const signalWrites = (
  signals: Signals,
  customerId: string,
  read: Read,
  setting: Setting,
  keptDays: number,
): ReadonlyArray<Write> =>
  blocksOf(signals).flatMap((block): ReadonlyArray<Write> => {
    const id = setting.blockKey(block)
    if (!read.signals.has(id)) return []
    const known = read.signals.get(id)
    const body = withCarrier(known?.body, block.kind, customerId, setting.policy.tier2.carriers.listed, setting.now)
    if (body === undefined) return []
    return [signalWrite(id, body, seenOf(known), setting, keptDays)]
  })

/** The same without some of its people. */
export const withoutCarriers = (
  { id, version, body }: Snapshot<SignalRecord>,
  customerIds: ReadonlySet<string>,
  setting: Setting,
  keptDays: number,
): Write => {
  const carriers = body.carriers.filter(({ customerId }) => !customerIds.has(customerId))
  return signalWrite(id, { ...body, carriers }, version, setting, keptDays)
}

const signalWrite = (
  id: string,
  body: SignalRecord,
  seen: Seen,
  { policy, now }: Setting,
  keptDays: number,
): Write => ({
  ...fitting(ref(SignalDocuments, id), body),
  seen,
  tags: tagsOf(body),
  expiresAt: now + Math.min(keptDays, weighsFor(body.kind, policy)) * dayMillis,
})

/** An erasure finds a person's blocks by the person's ids. */
const tagsOf = ({ carriers }: SignalRecord): ReadonlyArray<string> => carriers.map(({ customerId }) => customerId)
