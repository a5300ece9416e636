import type { Payload } from "./Payloads.ts"

/** What becomes of an event: its end in the ledger, or why it was turned away at the door. */
export type Becomes =
  | "applied"
  | "duplicate"
  | "irrelevant"
  | "suppressed"
  | "refused"
  | "deadLettered"
  | "invalid"
  | "unauthenticated"
  | "tooLarge"

/** Something is sent to the webhook. Events of one time are sent at once. */
export interface Sent {
  /** Clock time of the morning. */
  readonly at: string
  /** When it happened, for what comes late; otherwise `at`. */
  readonly happened?: string
  /** A comment, for whoever reads. */
  readonly who: string
  readonly send: Payload
  readonly becomes: Becomes
  /** Whoever sends it has no token. */
  readonly isStranger?: true
  /** Who is meant in the CRM has to be said first. */
  readonly crmRefuses?: true
}

/** Something else happens at the centre. */
export interface Done {
  readonly at: string
  readonly who: string
  readonly does: Deed
}

export type Deed =
  | { readonly crm: "goes down" | "comes back" | "loses an answer" }
  | { readonly genesys: "withdraws its tokens" }
  | { readonly erase: { readonly email: string } }
  /** A colleague takes a contact out of the CRM that somebody has twice. */
  | { readonly removeContact: { readonly id: string } }
  /** What the CRM was not told about this customer, since two could be meant, goes to it once more. */
  | { readonly replayParked: { readonly email: string } }

export type Step = Sent | Done

export interface Scene {
  readonly title: string
  readonly steps: ReadonlyArray<Step>
}

/** A contact that the CRM had before the morning, under an id that is its own. */
export interface KnownContact {
  readonly id: string
  readonly fields: Readonly<Record<string, string>>
}

const secondsOf = (clock: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number)
  return hours * 3600 + minutes * 60 + seconds
}

/** Clock times as epoch milliseconds, such that the morning's last one is `now`. */
export const timesOf = (scenes: ReadonlyArray<Scene>, now: number) => {
  const last = Math.max(...scenes.flatMap(({ steps }) => steps.map(({ at }) => secondsOf(at))))
  return (clock: string): number => now - (last - secondsOf(clock)) * 1000
}

/** Neighbours of one time are one group. */
export const groupsOf = (steps: ReadonlyArray<Step>): ReadonlyArray<ReadonlyArray<Sent> | Done> => {
  const groups: Array<Array<Sent> | Done> = []
  for (const step of steps) {
    const last = groups.at(-1)
    if ("does" in step) groups.push(step)
    else if (Array.isArray(last) && last[0]?.at === step.at) last.push(step)
    else groups.push([step])
  }
  return groups
}
