import type { SignalKind } from "../interaction/InteractionEvent.ts"
import * as Device from "./Device.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import * as Ip from "./Ip.ts"
import type { Signal } from "./Signal.ts"
import * as UserAgent from "./UserAgent.ts"

const normalisers: { readonly [K in SignalKind]: (raw: string, policy: IdentifierPolicy) => string | undefined } = {
  device: Device.normalise,
  ip: Ip.normalise,
  userAgent: UserAgent.normalise,
}

/** The signal a raw value of this kind gives; undefined when it tells nobody from anybody. */
export const normaliseSignal = (kind: SignalKind, raw: string, policy: IdentifierPolicy): Signal | undefined => {
  const value = normalisers[kind](raw, policy)
  return value === undefined ? undefined : { kind, value }
}
