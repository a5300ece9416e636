import type { EffectRecord } from "./Collections.ts"

/**
 * What we wrote into the fields of another system's record, as keyed hashes: enough to tell our own words there from those of
 * the system's own people, once the subject has no such value any more.
 */

/** Of each field that is written, its value. */
export type Marks = Readonly<Record<string, string>>

type Kept = Pick<EffectRecord, "wrote" | "theirs">

/** Attempts whose answers were lost, one after the other, each with another value. */
const mostValues = 8

/** Before a call: whether it takes effect may never be known, so what it is about to write counts as written. */
export const aboutToWrite = ({ wrote = {}, theirs = {} }: Kept, marks: Marks | undefined): Kept => {
  if (marks === undefined) return {}
  const more = Object.entries(marks).flatMap(([field, mark]) => {
    const known = wrote[field] ?? []
    return theirs[field] === mark || known.includes(mark) ? [] : [[field, [...known, mark].slice(-mostValues)] as const]
  })
  return { wrote: { ...wrote, ...Object.fromEntries(more) } }
}

/** Whether a crash now would leave nothing behind that is not known to be ours. */
export const isReadyFor = (recorded: Kept, marks: Marks = {}): boolean =>
  Object.entries(marks).every(
    ([field, mark]) => recorded.theirs?.[field] === mark || recorded.wrote?.[field]?.includes(mark) === true,
  )

/** After it. What a field said before us (`there`) is not ours for as long as we do not write anything else. */
export const havingWritten = (before: Kept, marks: Marks | undefined, there: ReadonlyArray<string>): Kept => {
  if (marks === undefined) {
    const { wrote, theirs } = before
    return { ...(wrote && { wrote }), ...(theirs && { theirs }) }
  }
  const isTheirs = ([field, mark]: readonly [string, string]) =>
    there.includes(field) || before.theirs?.[field] === mark
  const all = Object.entries(marks)
  const theirs = all.filter(isTheirs)
  return {
    wrote: Object.fromEntries(all.filter((one) => !isTheirs(one)).map(([field, mark]) => [field, [mark]])),
    ...(theirs.length > 0 && { theirs: Object.fromEntries(theirs) }),
  }
}
