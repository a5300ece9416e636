import type { Identifier } from "../identifier/Identifier.ts"
import type { IdentifierPolicy } from "../identifier/IdentifierPolicy.ts"
import type { Identified } from "../identifier/Identify.ts"
import { interactionDocumentId, type Keyring } from "../identifier/Keyring.ts"
import type { InteractionEvent } from "../interaction/InteractionEvent.ts"
import type { InteractionObserved } from "../message/InteractionObserved.ts"
import type { IsForgotten } from "./RedactText.ts"
import { mentionedIn, redactTraits } from "./RedactTraits.ts"

declare const redacted: unique symbol
/** An observation that may be published. Nobody but this module can make one. */
export type Publishable = InteractionObserved & { readonly [redacted]: true }

/** What the delete list says of an event. */
export interface Forgotten {
  readonly identifier: IsForgotten
  /** Of an interaction that others stay in, whether this participant's part of it is. */
  readonly interaction: (interactionId: string, participantId?: string) => boolean
}

export interface Redaction {
  readonly event: InteractionEvent
  readonly identified: Identified
  readonly forgotten: Forgotten
  readonly acceptId: string
  readonly receivedAt: number
  readonly keyring: Keyring
  readonly policy: IdentifierPolicy
}

/** Everything the delete list has to be asked about: who the event names, and who its free texts mention. */
export const mayBeForgotten = (
  event: InteractionEvent,
  { identifiers, traits, links }: Identified,
  policy: IdentifierPolicy,
): { readonly identifiers: ReadonlyArray<Identifier>; readonly interactionIds: ReadonlyArray<string> } => ({
  identifiers: [...identifiers, ...mentionedIn(traits, policy)],
  interactionIds: [event.interactionId, ...links],
})

const namesForgotten = ({ event, identified, forgotten }: Redaction): boolean =>
  forgotten.interaction(event.interactionId, event.participant?.id) ||
  identified.links.some((id) => forgotten.interaction(id)) ||
  identified.identifiers.some(forgotten.identifier)

/** Only what a suppressed event needs to be counted by; ids that may be more than ids are hashed. */
const anonymous = ({ event, keyring }: Redaction) => ({
  eventKey: interactionDocumentId(keyring, event.eventKey),
  interactionId: interactionDocumentId(keyring, event.interactionId),
  ...(event.participant?.id && { participantId: interactionDocumentId(keyring, event.participant.id) }),
  identifiers: [],
  traits: [],
  signals: [],
  links: [],
  suppressed: true,
})

const named = ({ event, identified, forgotten, policy }: Redaction) => ({
  eventKey: event.eventKey,
  interactionId: event.interactionId,
  ...(event.participant?.id && { participantId: event.participant.id }),
  identifiers: identified.identifiers.map(({ kind, value, source, former }) => ({
    kind,
    value,
    source,
    ...(former && { former }),
  })),
  traits: redactTraits(identified.traits, forgotten.identifier, policy),
  signals: identified.signals.map(({ kind, value, source }) => ({ kind, value, source })),
  links: [...identified.links],
  ...(event.session && { session: event.session }),
  suppressed: false,
})

/**
 * Makes an event publishable. Card numbers go from every text. An event that names a forgotten person or interaction
 * loses every personal value, not only the forgotten ones, and travels on as suppressed.
 */
export const redact = (wanted: Redaction): Publishable => {
  const { event, acceptId, receivedAt } = wanted
  const observed: InteractionObserved = {
    schema: 1,
    acceptId,
    dialect: event.dialect,
    kind: event.kind,
    role: event.participant?.role ?? "customer",
    at: event.at,
    receivedAt,
    ...(event.evidenceOnly && { evidenceOnly: true }),
    ...(event.channel && { channel: event.channel }),
    ...(event.direction && { direction: event.direction }),
    ...(namesForgotten(wanted) ? anonymous(wanted) : named(wanted)),
  }
  return observed as Publishable
}
