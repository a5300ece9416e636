import type { EffectRecord } from "@kith/core/documents/Collections"
import type { Marks } from "@kith/core/documents/EffectMarks"
import type { Keyring } from "@kith/core/identifier/Keyring"

/** A record as every CRM takes one. What is not mentioned stays as it is there; `null` is cleared. */
export type Fields = Readonly<Record<string, string | null>>

/** What of a record is of our writing, as far as keyed hashes tell. */
export interface Wrote {
  /** Where something of it may stand. */
  readonly fields: ReadonlyArray<string>
  readonly isOurs: (field: string, value: string) => boolean
}

export const nothing: Wrote = { fields: [], isOurs: () => false }

/** A CRM gives times back with fewer digits than it was told. */
const asHeld = (value: string): string =>
  /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+0000)$/.test(value) ? value.slice(0, "2026-01-05T10:00:00".length) : value.trim()

const markOf = (keyring: Keyring, system: string, field: string, value: string) =>
  keyring.digest(`effect.${system}.${field}`, asHeld(value))

/** Of what is about to be written; what is cleared leaves nothing. */
export const marksOf = (keyring: Keyring, system: string, fields: Fields): Marks =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) =>
      value === null || value === "" ? [] : [[field, markOf(keyring, system, field, value)] as const],
    ),
  )

export const wroteBy = (keyring: Keyring, system: string, { wrote = {} }: EffectRecord): Wrote => ({
  fields: Object.keys(wrote),
  isOurs: (field, value) => wrote[field]?.includes(markOf(keyring, system, field, value)) === true,
})

/** Fields in which something of ours may stand that is not written any more. */
export const leftIn = ({ fields }: Wrote, written: Fields): ReadonlyArray<string> =>
  fields.filter((field) => typeof written[field] !== "string" || written[field] === "")

/** Those of them that hold what we wrote: whatever anybody else has entered since stays. */
export const stillOurs = (
  wrote: Wrote,
  left: ReadonlyArray<string>,
  found: Readonly<Record<string, unknown>>,
): ReadonlyArray<string> =>
  left.filter((field) => {
    const value = found[field]
    return typeof value === "string" && wrote.isOurs(field, value)
  })
