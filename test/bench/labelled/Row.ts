/** One conversation and whose it truly is. */
export interface Row {
  /** Of the conversation. */
  readonly id: string
  /** Number of the person; nothing that the product sees. */
  readonly truth: string
  /** Epoch milliseconds. */
  readonly at: number
  /** In the guide's dialect, as the webhook takes it in. */
  readonly body: unknown
  /** What the baselines compare, as it was sent. */
  readonly raw: Raw
}

export interface Raw {
  readonly emails: ReadonlyArray<string>
  readonly phones: ReadonlyArray<string>
  readonly ids: ReadonlyArray<string>
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly dateOfBirth?: string | undefined
  readonly postalCode?: string | undefined
}

export interface Told {
  readonly id: string
  readonly truth: string
  readonly at: number
  readonly type: "voice" | "webchat" | "email"
  readonly custom: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The customer's side of the channel. */
  readonly address?: string | undefined
  readonly fingerprint?: string | undefined
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  readonly raw: Raw
}

/** The event that a conversation opens with. */
export const rowOf = ({ id, truth, at, type, custom, address, fingerprint, ip, userAgent, raw }: Told): Row => ({
  id,
  truth,
  at,
  body: {
    eventType: "Interaction.Created",
    eventTime: new Date(at).toISOString(),
    interaction: {
      id,
      type,
      direction: "INBOUND",
      attributes: { custom: Object.fromEntries(Object.entries(custom).filter(([, value]) => value !== undefined)) },
      channels: [{ type, direction: "INBOUND", address: fingerprint === undefined ? address : { fingerprint } }],
      ...(ip !== undefined && { ip_address: ip }),
      ...(userAgent !== undefined && { user_agent: userAgent }),
    },
  },
  raw,
})
