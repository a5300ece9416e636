import { deadLetterDelivery, type ServiceName, subscriptions } from "@kith/core/pipeline"
import * as z from "zod"

/** The services that messages are pushed to. */
export const consumers: ReadonlyArray<ServiceName> = [
  ...new Set([...subscriptions.map(({ service }) => service), deadLetterDelivery.service]),
]

const Settings = z.strictObject({
  /** Where messages are kept, in motion too. */
  region: z
    .string()
    .max(40)
    .regex(/^[a-z]+-[a-z]+\d$/),
  /** URL of each consumer, without a path; also the audience of its pushes' tokens. */
  endpoints: z.record(z.enum(consumers), z.url({ protocol: /^https$/ }).regex(/^https:\/\/[^/?#]+$/)),
  /** Refuses to delete topics and subscriptions, and with them what waits in them. */
  protect: z.boolean().default(true),
})
export type Settings = z.output<typeof Settings>

/** Names every key that is missing or wrong, never a value. */
export const readSettings = (config: Readonly<Record<keyof Settings, unknown>>): Settings => {
  const parsed = Settings.safeParse(config)
  if (parsed.success) return parsed.data
  const keys = new Set(parsed.error.issues.map(({ path }) => path.join(".")))
  throw new Error(`Missing or wrong in the stack's configuration: ${[...keys].join(", ")}`)
}
