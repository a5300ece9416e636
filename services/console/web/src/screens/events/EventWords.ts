import type { EventSummary } from "../../../../src/api/Events.ts"

const channels: Readonly<Record<string, string>> = {
  voice: "Call",
  call: "Call",
  webchat: "Chat",
  webmessaging: "Web message",
  chat: "Chat",
  email: "Email",
  message: "Message",
  whatsapp: "WhatsApp",
  sms: "SMS",
  callback: "Callback",
  journey: "Visit",
}

export const channelWord = (channel: string | undefined): string =>
  channel === undefined ? "Interaction" : (channels[channel.toLowerCase()] ?? channel)

const kinds = { opened: "opened", linked: "linked", updated: "updated", ended: "ended" } as const

const made = { person: "somebody new", merge: "two persons became one", split: "one person became two" } as const

/** An event in a few words: “Call opened, two persons became one”. */
export const eventWord = ({ channel, kind, made: came, disposition, reason }: EventSummary): string => {
  const what = kind === undefined ? "Event" : `${channelWord(channel)} ${kinds[kind]}`
  if (came !== undefined) return `${what}: ${made[came]}`
  return disposition === "rejected" && reason !== undefined ? `${what}: ${reason}` : what
}
