import type { IrrelevantReason } from "./Decoded.ts"
import type { InteractionEvent } from "./InteractionEvent.ts"

/** What an event was found to assert. */
export interface Asserted {
  readonly identifiers: ReadonlyArray<{ readonly kind: string; readonly value: string }>
  readonly traits: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly signals: ReadonlyArray<{ readonly kind: string; readonly value: string }>
  readonly links: ReadonlyArray<string>
  /** It holds attributes of our own write-back. */
  readonly echo: boolean
}

/**
 * Under overload it may be left out: an update that names nobody, links nothing and says nothing that is kept of a person;
 * at most by what browser or network somebody might be guessed. Whatever opens or ends an interaction never is routine.
 */
export const isRoutine = ({ kind, evidenceOnly }: InteractionEvent, asserted: Asserted): boolean =>
  kind === "updated" &&
  !evidenceOnly &&
  asserted.identifiers.length + asserted.traits.length + asserted.links.length === 0

/** Evidence is of two things. */
const leastEvidence = 2

/**
 * Why an event cannot change who anybody is; undefined when it can. Openings and ends always can: an interaction
 * without identifiers is a person too, and an end stops the write-backs. What is
 * evidence and nothing else makes no person.
 */
export const irrelevance = (event: InteractionEvent, asserted: Asserted): IrrelevantReason | undefined => {
  const { identifiers, traits, signals, links } = asserted
  if (event.evidenceOnly) {
    const told = identifiers.length + signals.length + links.length
    return identifiers.length === 0 || told < leastEvidence ? "nothingNew" : undefined
  }
  if (event.kind === "opened" || event.kind === "ended") return undefined
  if (identifiers.length + traits.length + signals.length + links.length > 0) return undefined
  return asserted.echo ? "ownEcho" : "nothingNew"
}
