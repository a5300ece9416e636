import { type SignalKind, signalKinds } from "../interaction/InteractionEvent.ts"

/** What makes two sightings look alike and never joins anybody: it only scores candidates. A kind and a normalised value. */
export interface Signal {
  readonly kind: SignalKind
  readonly value: string
}

/** A signal as one event asserted it. */
export interface AssertedSignal extends Signal {
  /** Where in the payload it stood, such as `channels.0.address.fingerprint`. */
  readonly source: string
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Three kinds of them fit what a message (8) and a participant (16) may hold. */
const mostOfAKind = { event: 2, sighting: 5 } as const

/**
 * Each signal once, and only so many of a kind, so that a flood of addresses leaves room for a device. Keeps the least in
 * order of value, not the first that came: unions of unions are the same in any order.
 */
export const unionOfSignals = (
  signals: ReadonlyArray<AssertedSignal>,
  of: keyof typeof mostOfAKind,
): ReadonlyArray<AssertedSignal> =>
  signalKinds.flatMap((kind) => {
    const sorted = signals
      .filter((signal) => signal.kind === kind)
      .toSorted((a, b) => byText(a.value, b.value) || byText(a.source, b.source))
    return sorted.filter(({ value }, i) => value !== sorted[i - 1]?.value).slice(0, mostOfAKind[of])
  })
