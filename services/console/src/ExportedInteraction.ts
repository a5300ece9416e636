import { type Identifier, type Key, kindOf } from "@kith/core/identifier/Identifier"
import type { IdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import type { Keyring } from "@kith/core/identifier/Keyring"
import { type LinkingPolicy, ruleOf } from "@kith/core/identity/Policy"
import { outcomeSince } from "@kith/core/identity/Reasons"
import type { ComponentRecord, CurrentPerson, KnownInteraction, Traits } from "@kith/core/identity/Records"
import { type SightingView, sightingsOf } from "@kith/core/identity/Sightings"
import { redactTraits } from "@kith/core/redaction/RedactTraits"

/** Whose export it is, and what tells their data from others'. */
export interface Holder {
  readonly members: ReadonlySet<Key>
  readonly isTheirs: (view: SightingView) => boolean
  /** Identifiers that are somebody else's. */
  readonly isOthers: (key: Key) => boolean
  readonly interactionKey: (interactionId: string) => Key
  /** A text without the people whom it mentions, the person itself excepted. */
  readonly withoutOthers: <T extends { readonly value: string }>(texts: ReadonlyArray<T>) => ReadonlyArray<T>
}

export const holderOfPerson = (
  person: CurrentPerson,
  component: ComponentRecord | undefined,
  keyring: Keyring,
  policy: { readonly linking: LinkingPolicy; readonly identifiers: IdentifierPolicy },
): Holder => {
  const members = new Set(person.identifiers.map(({ key }) => key))
  const unshared = component?.identifiers ?? {}
  const rank = (key: Key) => ruleOf(policy.linking, kindOf(key)).rank
  const strongest = (view: SightingView) =>
    [...view.identifiers.keys()]
      .filter((key) => key in unshared)
      .sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))[0]
  const isMentionOfOthers = (one: Identifier) => !keyring.keysOf(one).some((key) => members.has(key))
  return {
    members,
    isTheirs: (view) => {
      const home = strongest(view)
      return home === undefined ? view.id === person.sightingId : members.has(home)
    },
    isOthers: (key) => key in unshared && !members.has(key),
    interactionKey: (value) => keyring.keyOf({ kind: "interaction", value }),
    withoutOthers: (texts) => redactTraits(texts, isMentionOfOthers, policy.identifiers),
  }
}

export const dated = (at: number): string => new Date(at).toISOString()

export const traitsOf = (traits: Traits, { withoutOthers }: Holder) => {
  const names = Object.keys(traits)
  return withoutOthers(Object.values(traits)).map(({ value, at, source, interactionId }, i) => ({
    name: names[i] as string,
    value,
    at: dated(at),
    source,
    interactionId,
  }))
}

/** The person's parts of an interaction; nothing of the other customers in it. */
export const exportedInteraction = (interaction: KnownInteraction, holder: Holder, reasonsSince: number) =>
  sightingsOf(interaction, holder.interactionKey)
    .filter(holder.isTheirs)
    .map((view) => {
      const decided = interaction.sightings.find(({ id }) => id === view.id)?.outcome
      const outcome = decided && outcomeSince(decided, reasonsSince)
      const asserted = [...view.identifiers].filter(([key]) => !holder.isOthers(key))
      return {
        interactionId: interaction.interactionId,
        ...(view.participantId !== undefined && { participantId: view.participantId }),
        ...(interaction.channel !== undefined && { channel: interaction.channel }),
        ...(interaction.direction !== undefined && { direction: interaction.direction }),
        source: interaction.dialect,
        first: dated(view.first),
        last: dated(interaction.last),
        identifiers: asserted.map(([key, { value, source }]) => ({ kind: kindOf(key), value, source })),
        othersIdentifiers: view.identifiers.size - asserted.length,
        traits: traitsOf(view.traits, holder),
        signals: view.signals.map(({ kind, value, source }) => ({ kind, value, source })),
        ...(outcome !== undefined && {
          decided: dated(outcome.at),
          resolutionTier: outcome.resolutionTier,
          confidence: outcome.confidence,
          because: outcome.because.map(({ kind, source, weight, sentence }) => ({ kind, source, weight, sentence })),
        }),
      }
    })
