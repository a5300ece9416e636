import type { Key } from "../identifier/Identifier.ts"
import type { Block } from "./Blocking.ts"
import type { LinkingPolicy } from "./Policy.ts"

/** All that a decision depends on beside the evidence. No clock, no randomness: a redelivery decides the same. */
export interface Setting {
  readonly policy: LinkingPolicy
  readonly interactionKey: (interactionId: string) => Key
  /** The document that a block names. */
  readonly blockKey: (block: Block) => string
  /** Makes an id, a uuid, out of what brings it about. */
  readonly newId: (purpose: "person" | "component", ...parts: ReadonlyArray<string>) => string
  /** Names the event or the erasure that is the cause, and when it is decided on. */
  readonly cause: string
  /** Epoch milliseconds. */
  readonly now: number
}
