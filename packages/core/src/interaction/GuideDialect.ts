import * as z from "zod"
import { firstIssue } from "../http/FirstIssue.ts"
import { say } from "../telemetry/Harmless.ts"
import { flattenAttributes } from "./Attributes.ts"
import { canonicalJson } from "./CanonicalJson.ts"
import { channelOf, directionOf } from "./Channels.ts"
import type { Decoded, Receipt } from "./Decoded.ts"
import { Address, AttributeMap, Id, Ids, Time, Word } from "./Fields.ts"
import { SignalFields, signalsIn } from "./GuideSignals.ts"
import type { Attribute, EventKind, InteractionEvent, RawSignal } from "./InteractionEvent.ts"

const GuideChannel = z.object({
  type: Word,
  direction: Word,
  address: z.union([z.string().max(512), z.object({ id: Address, ...SignalFields })]).nullish(),
  ...SignalFields,
})

const GuideInteraction = z.object({
  id: Id,
  type: Word,
  state: Word,
  direction: Word,
  attributes: AttributeMap,
  channels: z.array(GuideChannel).max(64).nullish(),
  linkedInteractionIds: Ids,
  ...SignalFields,
})
type GuideInteraction = z.infer<typeof GuideInteraction>

const Wrapped = z.object({
  eventType: z.string().max(120),
  eventTime: Time,
  interaction: GuideInteraction,
  linkedInteractionIds: Ids,
})

const kinds: ReadonlyMap<string, EventKind> = new Map([
  ["interaction.created", "opened"],
  ["interaction.started", "opened"],
  ["interaction.updated", "updated"],
  ["interaction.ended", "ended"],
  ["interaction.linked", "linked"],
])

const endStates = ["ended", "closed", "completed", "terminated", "disconnected"]
const hasEnded = ({ state }: GuideInteraction) => endStates.includes(state?.toLowerCase() ?? "")

/** `attributes.custom` is the guide's; what stands beside it is read as well. */
const attributesOf = ({ attributes }: GuideInteraction): ReadonlyArray<Attribute> => {
  const { custom, ...beside } = attributes ?? {}
  const isMap = typeof custom === "object" && custom !== null && !Array.isArray(custom)
  return [
    ...(isMap ? flattenAttributes(custom as Readonly<Record<string, unknown>>, "attributes.custom") : []),
    ...flattenAttributes(beside, "attributes"),
  ]
}

const addressesOf = ({ channels, type }: GuideInteraction): ReadonlyArray<Attribute> =>
  (channels ?? []).flatMap(({ address, type: own }, i) => {
    const inObject = typeof address === "object"
    const value = inObject ? address?.id : address
    const source = `channels.${i}.address${inObject ? ".id" : ""}`
    return value ? [{ name: channelOf(own ?? type ?? "").addressName, value, source }] : []
  })

const signalsOf = (interaction: GuideInteraction): ReadonlyArray<RawSignal> => [
  ...signalsIn(interaction, ""),
  ...(interaction.channels ?? []).flatMap((channel, i) => [
    ...signalsIn(channel, `channels.${i}.`),
    ...signalsIn(channel.address, `channels.${i}.address.`),
  ]),
]

const eventOf = (
  interaction: GuideInteraction,
  told: {
    readonly kind: EventKind
    readonly at: number
    readonly eventKey: () => string
    readonly links: ReadonlyArray<string>
  },
): InteractionEvent => {
  const type = interaction.type ?? interaction.channels?.[0]?.type
  const direction = directionOf(
    interaction.channels?.find((c) => directionOf(c.direction))?.direction ?? interaction.direction,
  )
  return {
    // Most of what comes repeats what was said, and is never asked for its key.
    get eventKey() {
      return told.eventKey()
    },
    dialect: "guide",
    kind: told.kind,
    interactionId: interaction.id,
    at: told.at,
    ...(type && { channel: channelOf(type).channel }),
    ...(direction && { direction }),
    addresses: addressesOf(interaction),
    attributes: attributesOf(interaction),
    signals: signalsOf(interaction),
    externalContactIds: [],
    linkedTo: [...new Set([...(interaction.linkedInteractionIds ?? []), ...told.links])],
  }
}

const decodeWrapped = (body: { readonly eventType: unknown }, eventKey: () => string, receivedAt: number): Decoded => {
  const kind = typeof body.eventType === "string" ? kinds.get(body.eventType.toLowerCase()) : undefined
  if (typeof body.eventType === "string" && kind === undefined)
    return { _tag: "irrelevant", reason: "unknownEventType" }
  const read = Wrapped.safeParse(body)
  if (!read.success) return { _tag: "invalid", issue: firstIssue(read.error, Wrapped) }
  if (kind === undefined) return { _tag: "invalid", issue: say`eventType: invalid_type` }
  const { interaction, eventTime, linkedInteractionIds } = read.data
  const told = { at: eventTime ?? receivedAt, eventKey, links: linkedInteractionIds ?? [] }
  const ended = kind === "updated" && hasEnded(interaction)
  return { _tag: "event", event: eventOf(interaction, { kind: ended ? "ended" : kind, ...told }) }
}

/**
 * The guide's `Interaction.Stream`: wrapped as `{eventType, eventTime, interaction}`, or the bare interaction object,
 * whose time is that of receipt. Either repeats its event key when its body says the same again.
 */
export const decode = (body: unknown, { receivedAt, digest }: Receipt): Decoded => {
  const eventKey = () => digest("event", canonicalJson(body))
  if (typeof body === "object" && body !== null && "eventType" in body) return decodeWrapped(body, eventKey, receivedAt)
  const read = GuideInteraction.safeParse(body)
  if (!read.success) return { _tag: "invalid", issue: firstIssue(read.error, GuideInteraction) }
  const kind = hasEnded(read.data) ? "ended" : "opened"
  return { _tag: "event", event: eventOf(read.data, { kind, at: receivedAt, eventKey, links: [] }) }
}
