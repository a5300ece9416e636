import { createHash, randomUUID } from "node:crypto"
import { Documents, ref } from "@kith/core/documents/Documents"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import * as z from "zod"

/**
 * The baseline, as the guide writes it: the best identifier of the event is looked up in an index; the first hit wins, and
 * where there is none a profile is created. No evidence, no merge, no order.
 */

const Index = { name: say`baseline-index`, schema: z.object({ profile: z.string() }) }
const Profiles = {
  name: say`baseline-profiles`,
  schema: z.object({ identifiers: z.array(z.string()), lastInteraction: z.string(), at: z.number() }),
}

const order = ["crm.salesforce", "crm.servicenow", "email", "phone"]

const keyOf = ({ kind, value }: InteractionObserved["identifiers"][number]): string =>
  createHash("sha256").update(`${kind}:${value}`).digest("base64url").slice(0, 22)

/** The purely computing part: whose key is asked for, and what is written when the index has answered. */
export const decide = (event: InteractionObserved, found: string | undefined) => {
  const ranked = order.flatMap((kind) => event.identifiers.filter((identifier) => identifier.kind === kind))
  const key = keyOf(
    ranked[0] ?? event.identifiers[0] ?? { kind: "interaction", value: event.interactionId, source: "" },
  )
  const profile = found ?? randomUUID()
  const body = { identifiers: [key], lastInteraction: event.interactionId, at: event.at }
  return { key, profile, body }
}

export const firstHitWins = Effect.fnUntraced(function* (event: InteractionObserved) {
  const documents = yield* Documents
  const { key } = decide(event, undefined)
  const [known] = yield* documents.getMany([ref(Index, key)])
  const { profile, body } = decide(event, known?.body.profile)
  yield* documents.commit({
    writes: [
      ...(known === undefined ? [{ op: "put" as const, ref: ref(Index, key), body: { profile } }] : []),
      { op: "put" as const, ref: ref(Profiles, profile), body },
    ],
    endings: [{ acceptId: event.acceptId, disposition: "applied" }],
  })
})
