import * as z from "zod"

/** On `identity-resolved`: this person changed. Consumers load the present profile, which may be newer than `profileVersion`. */
export const IdentityResolved = z.strictObject({
  schema: z.literal(1),
  customerId: z.uuid(),
  profileVersion: z.number().int().positive(),
})
export type IdentityResolved = z.infer<typeof IdentityResolved>
