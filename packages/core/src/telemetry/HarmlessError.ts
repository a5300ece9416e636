import { type Cause, Data, type Types } from "effect"
import { type Marked, marker } from "./Broken.ts"

type TaggedBy<Tag extends string> = new <A extends Record<string, unknown> = Record<never, never>>(
  args: Types.VoidIfEmpty<{ readonly [P in keyof A as P extends "_tag" ? never : P]: A[P] }>,
) => Cause.YieldableError & Marked & { readonly _tag: Tag } & Readonly<A>

/**
 * `Data.TaggedError` for errors whose message is harmless by type. Logs show of these the message, and of all other errors
 * neither message nor cause: those may repeat what they choked on.
 */
export const HarmlessError = <const Tag extends string>(tag: Tag): TaggedBy<Tag> => {
  const Base = Data.TaggedError(tag)
  Object.defineProperty(Base.prototype, marker, { value: true })
  return Base as unknown as TaggedBy<Tag>
}
