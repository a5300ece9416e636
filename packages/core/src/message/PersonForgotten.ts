import * as z from "zod"

/** On `person-forgotten`: the erasure record says who, in ids and keys. */
export const PersonForgotten = z.strictObject({
  schema: z.literal(1),
  erasureId: z.uuid(),
})
export type PersonForgotten = z.infer<typeof PersonForgotten>
