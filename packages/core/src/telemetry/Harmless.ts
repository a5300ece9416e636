/**
 * What may be shown to anybody: in logs, errors, message attributes, names of counters. Not a text that was looked through
 * for values of people, but one that cannot hold any, by how it was made: from words of this program, numbers, and parts
 * that were made so. A `string`, which may come from anywhere, is refused by the compiler wherever such a text is wanted.
 */
declare const harmless: unique symbol
export type Harmless = string & { readonly [harmless]: true }

type IsAny<T> = 0 extends 1 & T ? true : false
/** A finite union of literals: a template such as `x-${string}` is none. */
type IsLiteral<T extends string> = Record<never, never> extends Record<T, 1> ? false : true

/** `T` if it is harmless: a number, a yes or no, a word of this program. Nothing otherwise. */
export type Shown<T> =
  IsAny<T> extends true
    ? never
    : T extends number | boolean | undefined | Harmless
      ? T
      : T extends string
        ? IsLiteral<T> extends true
          ? T
          : never
        : never

/** say`status ${status}`: a text of words, numbers and what was said before. */
export const say = <const P extends ReadonlyArray<string | number | boolean>>(
  words: TemplateStringsArray,
  ...parts: P & { readonly [I in keyof P]: Shown<P[I]> }
): Harmless => String.raw({ raw: words }, ...parts) as Harmless

/** Those that were said, in one text. */
export const listed = (all: Iterable<Harmless>): Harmless => [...new Set(all)].join(", ") as Harmless

export const shortened = (text: Harmless, longest: number): Harmless => text.slice(0, longest) as Harmless

/** Shapes in which something comes from outside that names no person. */
const shapes = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /** Of a keyring: 128 bits. */
  digest: /^[A-Za-z0-9_-]{22}$/,
  /** One or the other. */
  id: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[A-Za-z0-9_-]{22}$/i,
  /** What Pub/Sub and the embedded queue call a message. */
  messageId: /^\d{1,24}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  traceparent: /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
  /** A vendor's word for what went wrong, from the field that it has for that: `REQUEST_LIMIT_EXCEEDED`, `not.found`. */
  code: /^[A-Z][A-Z0-9_]{1,63}$|^[a-z][a-z0-9]{1,31}([._][a-z0-9]{1,31}){1,5}$|^Neo\.[A-Za-z]{1,20}(\.[A-Za-z]{1,60}){2}$/,
  /** The name of an error of ours: `AttemptsExhausted`. */
  fact: /^[A-Z][a-z]{1,20}([A-Z][a-z]{1,20}){1,5}$/,
  /** A vendor's own id of a record: Salesforce's, ServiceNow's. */
  recordId: /^00[A-Za-z0-9]{13}([A-Za-z0-9]{3})?$|^[0-9a-f]{32}$/,
} as const satisfies Record<string, RegExp>

/** The text if it has the shape, `…` otherwise. */
export const shaped = (shape: keyof typeof shapes, text: string): Harmless =>
  (shapes[shape].test(text) ? text : "…") as Harmless

/**
 * For texts that somebody else made and that never repeat what they were given, such as SQLite's names of its errors. A test
 * lists the files that may vouch.
 */
export const vouched = (text: string): Harmless => text as Harmless
