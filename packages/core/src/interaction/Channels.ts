import type { Channel } from "./InteractionEvent.ts"

const channelNames: Readonly<Record<string, Channel>> = {
  voice: "voice",
  call: "voice",
  phone: "voice",
  chat: "webchat",
  webchat: "webchat",
  webmessaging: "webchat",
  message: "message",
  messaging: "message",
  sms: "sms",
  email: "email",
  callback: "callback",
}

/** Messaging services whose addresses name an account there. */
const platforms = new Set("apple facebook instagram line open telegram twitter viber wechat whatsapp".split(" "))

/**
 * A channel, and the name its addresses go by: the channel's, or the platform's where an address is one of a platform.
 * Vendors add types at any time: unknown ones are `other`.
 */
export const channelOf = (type: string): { readonly channel: Channel; readonly addressName: string } => {
  const name = type.toLowerCase().replaceAll(/[^a-z]/g, "")
  if (platforms.has(name)) return { channel: "message", addressName: name }
  const channel = Object.hasOwn(channelNames, name) ? channelNames[name] : undefined
  return { channel: channel ?? "other", addressName: channel ?? "other" }
}

/** Undefined for directions nobody told, or that we do not know. */
export const directionOf = (text: string | null | undefined): "inbound" | "outbound" | undefined => {
  const direction = text?.toLowerCase()
  return direction === "inbound" || direction === "outbound" ? direction : undefined
}
