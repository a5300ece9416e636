/** What a vendor told us, in one shape whatever the dialect. Raw: it still holds every personal value the sender put in. */
export interface InteractionEvent {
  /** The sender's id of this event, or a keyed hash that repeats when the event does. */
  readonly eventKey: string
  readonly dialect: Dialect
  readonly kind: EventKind
  /** The guide's interaction id; Genesys' conversation id. */
  readonly interactionId: string
  /**
   * It only says what belongs together: nobody talked to us, so it is nobody's last interaction. `interactionId` names
   * the merge or the visit.
   */
  readonly evidenceOnly?: true
  /** Genesys only. `customer`: the event itself says that this participant is the customer. Without an id: somebody there. */
  readonly participant?: { readonly id?: string; readonly role: "customer" | "unknown" }
  /** The customer's connection to the conversation, where the event tells of it: its id and Genesys' word for its kind. */
  readonly session?: { readonly id: string; readonly mediaType: string }
  /** Epoch milliseconds. */
  readonly at: number
  readonly channel?: Channel
  readonly direction?: "inbound" | "outbound"
  /** The customer's side of each channel, whatever the direction. */
  readonly addresses: ReadonlyArray<Attribute>
  /** Custom attributes, names as sent. */
  readonly attributes: ReadonlyArray<Attribute>
  /** What the sender's web SDK and network told beside the attributes. */
  readonly signals: ReadonlyArray<RawSignal>
  /** Genesys external contacts of this conversation. */
  readonly externalContactIds: ReadonlyArray<string>
  /** Interactions this one continues. */
  readonly linkedTo: ReadonlyArray<string>
}

/** A named value and where in the payload it stood, such as `attributes.custom.email`. */
export interface Attribute {
  readonly name: string
  readonly value: string
  readonly source: string
}

/** A device's fingerprint, an address of the internet, or a browser, as sent, and where in the payload it stood. */
export interface RawSignal {
  readonly kind: SignalKind
  readonly value: string
  readonly source: string
}

/** Strongest first. */
export const signalKinds = ["device", "ip", "userAgent"] as const
export type SignalKind = (typeof signalKinds)[number]

/** What may be posted to the webhook; `Decode.ts` has a decoder for each. */
export const webhookDialects = [
  "guide",
  "genesys-eventbridge",
  "genesys-notification",
  "genesys-trigger-flat",
  "genesys-open-messaging",
] as const
export type WebhookDialect = (typeof webhookDialects)[number]

/** Nobody sent the last two: a CRM's records were read, and Genesys was asked what the webhook had missed. */
export const dialects = [...webhookDialects, "crm-import", "genesys-analytics"] as const
export type Dialect = (typeof dialects)[number]

/** `opened`: Created and Started; `updated`: attributes changed. */
export const eventKinds = ["opened", "linked", "updated", "ended"] as const
export type EventKind = (typeof eventKinds)[number]

export const channels = ["voice", "webchat", "message", "sms", "email", "callback", "other"] as const
export type Channel = (typeof channels)[number]
