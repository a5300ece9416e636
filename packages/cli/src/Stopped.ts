/** What the process ends with, so that a script can tell what to do next. */
export const exitCodes = {
  done: 0,
  /** It was understood and not done: refused, forbidden, several are meant, or it failed on the way. */
  refused: 1,
  /** Called wrongly: a flag, an argument, a variable or a file. */
  usage: 2,
  /** There is none such, or not any more. */
  notFound: 3,
  /** Nobody answers, or whoever does asks to come again later. */
  unreachable: 4,
  /** `doctor` found something that has to be seen to. */
  unwell: 5,
} as const
export type Why = Exclude<keyof typeof exitCodes, "done">

/** The command ended early. The message is for whoever called it, and says what to change where it can. */
export class Stopped extends Error {
  readonly why: Why

  constructor(why: Why, message: string) {
    super(message)
    this.why = why
  }
}
