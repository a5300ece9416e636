import type { Harmless } from "../telemetry/Harmless.ts"
import type { InteractionEvent } from "./InteractionEvent.ts"

/** Why an accepted event goes no further; each is a counter's name. */
export const irrelevantReasons = ["unknownEventType", "nothingNew", "ownEcho", "repeated", "sampled"] as const
export type IrrelevantReason = (typeof irrelevantReasons)[number]

/** What a dialect makes of a body. `issue` says where and how it broke its shape, never a value. */
export type Decoded =
  | { readonly _tag: "event"; readonly event: InteractionEvent }
  | { readonly _tag: "irrelevant"; readonly reason: IrrelevantReason }
  | { readonly _tag: "invalid"; readonly issue: Harmless }

export interface Receipt {
  /** Epoch milliseconds; stands in for a time the sender did not tell. */
  readonly receivedAt: number
  /** Keyed hash, for events whose sender gives them no id. */
  readonly digest: (purpose: string, text: string) => string
  /** The topic, where the body does not name it: told beside it. */
  readonly topic?: string
}
