import * as z from "zod"
import { parseJson } from "../http/Json.ts"
import { type Harmless, shaped } from "../telemetry/Harmless.ts"

/** What a consumer gets. `attempt` counts from 1; `publishedAt` is in epoch milliseconds. */
export interface Received<A> {
  readonly data: A
  /** As Pub/Sub or the embedded queue calls it. */
  readonly messageId: Harmless
  readonly attempt: number
  readonly publishedAt: number
  /** Published by us, so as harmless as when they were. */
  readonly attributes: Readonly<Record<string, Harmless>>
}

const text = (max: number) => z.string().min(1).max(max)
const time = text(64).refine((at) => !Number.isNaN(Date.parse(at)))

/** The JSON that Pub/Sub, its emulator and the embedded broker post; both spellings of a field are sent. */
const PushEnvelope = z.object({
  message: z
    .object({
      /** 256 KiB in base64, and some air. */
      data: z.base64().max(400_000).default(""),
      attributes: z.record(z.string().max(256), z.string().max(1024) as unknown as z.ZodType<Harmless>).default({}),
      messageId: text(200).optional(),
      message_id: text(200).optional(),
      publishTime: time.optional(),
      publish_time: time.optional(),
    })
    .refine(({ messageId, message_id }) => messageId !== undefined || message_id !== undefined),
  deliveryAttempt: z.number().int().positive().default(1),
})

/** A message with its payload as it came, or nothing if this is no push. */
export const readEnvelope = (body: Uint8Array): Received<string> | undefined => {
  const envelope = PushEnvelope.safeParse(parseJson(Buffer.from(body).toString()))
  if (!envelope.success) return undefined
  const { message, deliveryAttempt } = envelope.data
  return {
    data: Buffer.from(message.data, "base64").toString(),
    messageId: shaped("messageId", message.messageId ?? message.message_id ?? ""),
    attempt: deliveryAttempt,
    publishedAt: Date.parse(message.publishTime ?? message.publish_time ?? "") || 0,
    attributes: message.attributes,
  }
}
