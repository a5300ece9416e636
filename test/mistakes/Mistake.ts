/** A mistake somebody could make: this text of a file replaced by that. Some law must notice. */
export interface Mistake {
  readonly name: string
  readonly file: string
  readonly instead: string
  readonly of: string
}

/** The text of the file with the mistake in it. */
export const made = ({ name, of, instead }: Mistake, sound: string): string => {
  const [before, after, ...more] = sound.split(of)
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`cannot be made any more: ${name}`)
  return `${before}${instead}${after}`
}
