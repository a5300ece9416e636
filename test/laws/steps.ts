import type { Told } from "./history.ts"

/** An operator's word: these two must never be one person, or may be again. */
export interface Ordered {
  readonly ban: readonly [string, string]
  readonly lift: boolean
}

/** One thing that comes to pass. Numbers pick, modulo how many there are by then. */
export type Step =
  | Told
  /** An earlier event is delivered once more. */
  | { readonly again: number }
  | Ordered
  /** The merge of somebody's former id is undone. */
  | { readonly split: number }
  /** Somebody is forgotten: for whoever comes at once, by the graph after so many steps more. */
  | { readonly erase: number; readonly wait: number }
  /** The same for whoever has an identifier, which the request names. */
  | { readonly eraseNamed: string; readonly wait: number }
  /** An interaction is kept no longer. */
  | { readonly expire: number }

export const isTold = (step: Step): step is Told => "says" in step
export const isOrdered = (step: Step): step is Ordered => "ban" in step
