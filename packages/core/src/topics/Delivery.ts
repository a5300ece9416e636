import type { DocumentIsUnreadable, DocumentsAreUnavailable, DocumentsHaveMoved } from "../documents/Documents.ts"
import type { SeveralMatches, TurnIsLater, VendorIsUnavailable, VendorRefused } from "../http/Vendor.ts"
import type { Harmless } from "../telemetry/Harmless.ts"
import { say } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"
import type { TopicIsUnavailable } from "./Topics.ts"

/** The message does not have the shape its topic promises. `issue` says where and how, never a value. */
export class MessageIsUnreadable extends HarmlessError("MessageIsUnreadable")<{ readonly issue: Harmless }> {
  override get message() {
    return this.issue
  }
}

/** Somebody else is applying a change of the same record to the same system. */
export class EffectIsUnderWay extends HarmlessError("EffectIsUnderWay")<{ readonly system: Harmless }> {
  override get message() {
    return say`another delivery is writing to ${this.system}`
  }
}

/** Everything that a consumer may fail with. */
export type Fact =
  | DocumentsHaveMoved
  | DocumentsAreUnavailable
  | DocumentIsUnreadable
  | TopicIsUnavailable
  | EffectIsUnderWay
  | VendorIsUnavailable
  | TurnIsLater
  | VendorRefused
  | SeveralMatches
  | MessageIsUnreadable

export type Verdict = "retry" | "dead-letter"

/** Again, or never? */
const verdicts: { readonly [Tag in Fact["_tag"]]: Verdict } = {
  DocumentsHaveMoved: "retry",
  DocumentsAreUnavailable: "retry",
  // Mostly a newer release's document during a roll-out; a bug ends in the dead letters when the attempts are used up.
  DocumentIsUnreadable: "retry",
  TopicIsUnavailable: "retry",
  EffectIsUnderWay: "retry",
  VendorIsUnavailable: "retry",
  TurnIsLater: "retry",
  VendorRefused: "dead-letter",
  SeveralMatches: "dead-letter",
  MessageIsUnreadable: "dead-letter",
}

export const verdictOf = (fact: Fact): Verdict => verdicts[fact._tag]

/** Milliseconds that the fact asks to wait. */
export const waitOf = (fact: Fact): number => ("retryAfterMillis" in fact ? (fact.retryAfterMillis ?? 0) : 0)
