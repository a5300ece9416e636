/** Consecutive groups of digits with nothing but a few separators between them, such as `4111 1111` or `(202) 555`. */
export interface DigitRun {
  readonly digits: string
  readonly start: number
  readonly end: number
}

/** Blanks, dashes of any kind, dots, slashes, brackets: how people group the digits of cards and phone numbers; and what is not seen. */
const separators = /^[\s./()_\p{Pd}\p{Cf}]{0,3}$/u
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

const groupsOf = (text: string): ReadonlyArray<DigitRun> => {
  // Half of all UUIDs hold digit groups that look like something else.
  const visible = text.replace(uuid, (id) => "x".repeat(id.length))
  return [...visible.matchAll(/\p{Nd}+/gu)].map(({ 0: group, index }) => ({
    digits: group.normalize("NFKC"),
    start: index,
    end: index + group.length,
  }))
}

/** Every run of at most `most` neighbouring groups that has `minimum` to `maximum` digits in total. */
export const digitRuns = (
  text: string,
  { minimum, maximum, most = maximum }: { readonly minimum: number; readonly maximum: number; readonly most?: number },
): ReadonlyArray<DigitRun> => {
  const groups = groupsOf(text)
  return groups.flatMap((first, i) => {
    const runs: Array<DigitRun> = []
    let run: DigitRun = first
    for (let j = i + 1; j <= i + most && run.digits.length <= maximum; j++) {
      if (run.digits.length >= minimum) runs.push(run)
      const next = groups[j]
      if (next === undefined || !separators.test(text.slice(run.end, next.start))) break
      run = { digits: run.digits + next.digits, start: run.start, end: next.end }
    }
    return runs
  })
}

/** Neighbouring groups as far as they go, such as `2.0.2.5.5.5.0.1.4.3`: each row of them whole, from its first to its last. */
export const digitRows = (text: string): ReadonlyArray<DigitRun & { readonly groups: number }> => {
  const rows: Array<DigitRun & { readonly groups: number }> = []
  for (const group of groupsOf(text)) {
    const row = rows.at(-1)
    if (row !== undefined && separators.test(text.slice(row.end, group.start)))
      rows[rows.length - 1] = { ...row, digits: row.digits + group.digits, end: group.end, groups: row.groups + 1 }
    else rows.push({ ...group, groups: 1 })
  }
  return rows
}
