import { readFileSync } from "node:fs"

const fixture = new URL("../../packages/core/src/interaction/fixtures/guide-bare.json", import.meta.url)

/** The guide's payload, word for word. */
export const guidePayload = (JSON.parse(readFileSync(fixture, "utf8")) as { readonly body: { readonly id: string } })
  .body

/** The morning began two hours ago: what is older than a day is not written back any more. */
const morning = Date.now() - 2 * 3600 * 1000

export const at = (minutes: number): string => new Date(morning + minutes * 60_000).toISOString()

export interface Told {
  readonly id: string
  readonly type?: string
  readonly custom?: Readonly<Record<string, unknown>>
  readonly linkedInteractionIds?: ReadonlyArray<string>
  /** Of the customer's side of the channel. */
  readonly address?: string
}

/** An event of the guide's stream about one interaction. */
export const guideEvent = (
  eventType: "Created" | "Started" | "Updated" | "Ended" | "Linked",
  minutes: number,
  { id, type = "webchat", custom = {}, linkedInteractionIds, address }: Told,
) => ({
  eventType: `Interaction.${eventType}`,
  eventTime: at(minutes),
  interaction: {
    id,
    type,
    state: eventType === "Ended" ? "ENDED" : "ACTIVE",
    attributes: { custom },
    channels: address === undefined ? [] : [{ type, direction: "INBOUND", address: { id: address, label: address } }],
    ...(linkedInteractionIds !== undefined && { linkedInteractionIds }),
  },
})
