import { createHmac, randomUUID } from "node:crypto"

export interface OpenCustomer {
  readonly id: string
  readonly idType: "Email" | "Phone" | "Opaque"
  readonly nickname?: string
  readonly firstName?: string
  readonly lastName?: string
}

/** A message of an Open Messaging integration. */
export interface OpenMessage {
  readonly id: string
  readonly channel: {
    readonly id: string
    readonly platform: "Open"
    readonly type: "Private"
    readonly to: Readonly<Record<string, string>>
    readonly from: Readonly<Record<string, string>>
    readonly time: string
  }
  readonly type: "Text" | "Receipt"
  readonly text: string
  readonly direction: "Inbound" | "Outbound"
}

export const openIntegrationId = "7d2d9a50-4bb5-4a39-8c5c-3d9f6a1b2c3d"

/** @param at epoch milliseconds. */
export const openMessage = (
  direction: "Inbound" | "Outbound",
  customer: OpenCustomer,
  at: number,
  text = "Hello",
): OpenMessage => {
  const centre = { id: openIntegrationId, nickname: "Support" }
  const parties =
    direction === "Inbound" ? { from: { ...customer }, to: centre } : { from: centre, to: { ...customer } }
  return {
    id: randomUUID(),
    channel: { id: openIntegrationId, platform: "Open", type: "Private", ...parties, time: new Date(at).toISOString() },
    type: "Text",
    text,
    direction,
  }
}

/** The header that the org sends with a body: base64, not hexadecimal. */
export const signedWith = (secret: string, body: string) => ({
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("base64")}`,
})
