import type { Effect, Redacted } from "effect"
import type { HttpClientRequest } from "effect/http"
import type * as z from "zod"
import { type Harmless, listed, say, shaped } from "../telemetry/Harmless.ts"
import { HarmlessError } from "../telemetry/HarmlessError.ts"

/** Again: the vendor did not answer, not in time, or asked us to wait. */
export class VendorIsUnavailable extends HarmlessError("VendorIsUnavailable")<{
  readonly system: Harmless
  readonly reason: Harmless
  readonly retryAfterMillis?: number
}> {
  override get message() {
    return say`${this.system} is unavailable: ${this.reason}`
  }
}

/** Again: the vendor allows so many calls a minute, and others are more urgent. */
export class TurnIsLater extends HarmlessError("TurnIsLater")<{
  readonly system: Harmless
  readonly retryAfterMillis: number
}> {
  override get message() {
    return say`its turn at ${this.system} comes later`
  }
}

/** Never: the vendor understood and will not take it, however often it is sent. */
export class VendorRefused extends HarmlessError("VendorRefused")<{
  readonly system: Harmless
  readonly reason: Harmless
}> {
  override get message() {
    return say`${this.system} refused: ${this.reason}`
  }
}

/** Never as things stand: several of the vendor's records could be meant, and somebody has to say which. */
export class SeveralMatches extends HarmlessError("SeveralMatches")<{
  readonly system: Harmless
  /** The vendor's own ids of them, some at least. */
  readonly recordIds: ReadonlyArray<string>
}> {
  override get message() {
    const some = listed(this.recordIds.slice(0, 5).map((id) => shaped("recordId", id)))
    return say`${this.system}: several records match: ${some}`
  }
}

/** `instanceUrl`: where the calls go, for a vendor that says so with the token (Salesforce). */
export interface AccessToken {
  readonly value: Redacted.Redacted
  readonly instanceUrl?: string
}

/** Where a client gets its token from; `OAuth.ts` makes one. */
export interface Authorization {
  readonly token: Effect.Effect<AccessToken, VendorIsUnavailable>
  /** The vendor answered 401 to this token: do not hand it out again. */
  readonly discard: (token: AccessToken) => Effect.Effect<void>
}

/** Any status that is no passing trouble, 4xx included: what it means is the caller's to say. */
export interface VendorAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** At most as long as the client reads. */
  readonly text: string
}

export interface VendorClient {
  /**
   * Sends until the vendor answers or the attempts are used up. `request.url` is a path under the client's base URL. Only
   * for calls that may be applied twice: an answer that got lost is sent again.
   */
  readonly send: (request: HttpClientRequest.HttpClientRequest) => Effect.Effect<VendorAnswer, VendorIsUnavailable>
  /** The answer's JSON. What does not fit comes from something in between or a newer release: unavailable, not refused. */
  readonly read: <A>(answer: VendorAnswer, schema: z.ZodType<A>) => Effect.Effect<A, VendorIsUnavailable>
}
