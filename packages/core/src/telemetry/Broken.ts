import type { Harmless } from "./Harmless.ts"

/** On errors of ours, whose message may be shown to anybody. */
export const marker = Symbol.for("@kith/core/HarmlessError")

export interface Marked {
  readonly [marker]: true
  readonly message: Harmless
}

export const isHarmlessError = (error: unknown): error is Error & Marked & { readonly _tag: string } =>
  error instanceof Error && marker in error

/** What cannot be, but for a bug of ours; `what` says which promise was broken. */
export class Broken extends Error implements Marked {
  readonly [marker] = true
  readonly _tag = "Broken"
  declare readonly message: Harmless

  constructor(what: Harmless) {
    super(what)
    this.name = "Broken"
  }
}
