import * as z from "zod"
import type { RawSignal, SignalKind } from "./InteractionEvent.ts"

/** Too long or of another type it is no signal; the event is as good without. */
const text = z.string().max(1024).nullish().catch(undefined)

/** What may stand on the interaction, on a channel or on its address. */
export const SignalFields = {
  fingerprint: text,
  device_fingerprint: text,
  deviceFingerprint: text,
  ip_address: text,
  ipAddress: text,
  user_agent: text,
  userAgent: text,
}
type Holder = { readonly [N in keyof typeof SignalFields]?: string | null | undefined }

const kinds: { readonly [N in keyof typeof SignalFields]: SignalKind } = {
  fingerprint: "device",
  device_fingerprint: "device",
  deviceFingerprint: "device",
  ip_address: "ip",
  ipAddress: "ip",
  user_agent: "userAgent",
  userAgent: "userAgent",
}

/** `path`: where the holder stands, with a dot at its end, or empty for the interaction itself. */
export const signalsIn = (holder: Holder | string | null | undefined, path: string): ReadonlyArray<RawSignal> =>
  typeof holder !== "object" || holder === null
    ? []
    : Object.entries(kinds).flatMap(([name, kind]) => {
        const value = holder[name as keyof Holder]
        return value ? [{ kind, value, source: `${path}${name}` }] : []
      })
