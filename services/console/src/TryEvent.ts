import { randomUUID } from "node:crypto"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { problem } from "@kith/core/http/Http"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { identify } from "@kith/core/identifier/Identify"
import { Keys } from "@kith/core/identifier/Keyring"
import { keyed } from "@kith/core/identity/Explanation"
import type { ComponentRecord, Outcome } from "@kith/core/identity/Records"
import { decode, recognise } from "@kith/core/interaction/Decode"
import { type InteractionEvent, webhookDialects } from "@kith/core/interaction/InteractionEvent"
import { irrelevance } from "@kith/core/interaction/Relevance"
import { parseBody } from "@kith/core/redaction/Json"
import { mayBeForgotten, redact } from "@kith/core/redaction/Redact"
import { decideEvent } from "@kith/resolver/DecideEvent"
import { Clock, Effect } from "effect"
import type { TryAnswer, TryOrder, TryStep } from "./api/Events.ts"
import { fromTheRead } from "./FindPerson.ts"
import { masked, maskedTrait } from "./Mask.ts"

/** `POST /try`: what would become of a payload, step by step. Nothing is stored, counted or published. */
export const tryEvent = Effect.fn("TryEvent.tryEvent")(function* ({ body, dialect, topic, unmask }: TryOrder) {
  const forced = webhookDialects.find((one) => one === dialect)
  if (dialect !== undefined && forced === undefined) return problem(400, "Unknown dialect")
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body))
  const parsed = parseBody(bytes)
  if (parsed._tag === "refused")
    return stopped([], "parsed", `It is no body that is taken in (${parsed.problem}).`, 400, "rejected", unmask)
  const steps: Array<TryStep> = [passed("parsed", `It is JSON of ${bytes.byteLength} bytes.`)]
  const keyring = yield* Keys
  const receivedAt = yield* Clock.currentTimeMillis
  const receipt = { receivedAt, digest: keyring.digest, ...(topic !== undefined && { topic }) }
  const spoken = forced ?? recognise(parsed.json, receipt)
  const { decoded } = decode(parsed.json, receipt, spoken)
  if (decoded._tag === "invalid")
    return stopped(steps, "decoded", `It is no event of ${spoken} (${decoded.issue}).`, 400, "rejected", unmask)
  if (decoded._tag === "irrelevant")
    return stopped(steps, "decoded", `Nothing is read from it (${decoded.reason}).`, 202, "irrelevant", unmask)
  const { event } = decoded
  steps.push(passed("decoded", `It is read as ${spoken}: an interaction ${event.kind}.`, aboutEvent(event)))
  return yield* decided(event, receivedAt, steps, unmask)
})

const decided = Effect.fnUntraced(function* (
  event: InteractionEvent,
  receivedAt: number,
  steps: Array<TryStep>,
  unmask: boolean,
) {
  const policy = yield* CurrentIdentifierPolicy
  const keyring = yield* Keys
  const identified = identify(event, policy)
  const shown = (kind: string, value: string) => (unmask ? value : masked(kind, value))
  steps.push(
    passed("identified", `It asserts ${identified.identifiers.length} identifiers.`, {
      identifiers: identified.identifiers.map(({ kind, value, source }) => ({
        kind,
        value: shown(kind, value),
        source,
      })),
      traits: identified.traits.map(({ name, value, source }) => ({
        name,
        value: unmask ? value : maskedTrait(name, value),
        source,
      })),
      signals: identified.signals.map(({ kind, value, source }) => ({ kind, value: shown(kind, value), source })),
      links: identified.links,
    }),
  )
  const irrelevant = irrelevance(event, identified)
  if (irrelevant !== undefined)
    return stopped(steps, "checked", `It cannot change who anybody is (${irrelevant}).`, 202, "irrelevant", unmask)
  const forgotten = yield* askDeleteList({ ...mayBeForgotten(event, identified, policy), at: event.at })
  const acceptId = randomUUID()
  const observed = redact({ event, identified, forgotten, acceptId, receivedAt, keyring, policy })
  steps.push(passed("checked", observed.suppressed ? "It names somebody forgotten." : "It names nobody forgotten."))
  const left = `${observed.identifiers.length} identifiers and ${observed.traits.length} traits`
  steps.push(passed("redacted", `${left} would be published.`))
  const decision = yield* decideEvent(observed).pipe(fromTheRead)
  const { resolved, before, disposition } = decision
  const sightings = resolved?.interactions.find((one) => one.interactionId === event.interactionId)?.sightings ?? []
  steps.push(passed("resolved", `It would end as ${disposition}; nothing was stored.`))
  const answer: TryAnswer = {
    status: 202,
    disposition,
    masked: !unmask,
    steps,
    interactionId: event.interactionId,
    decided: sightings.map(({ outcome, participantId }) => ({
      ...outcomeOf(outcome),
      ...(participantId !== undefined && { participantId }),
    })),
    before: outlines(before),
    after: outlines(resolved?.components ?? []),
  }
  return { status: 200, body: answer }
})

const aboutEvent = ({ interactionId, kind, channel, direction, at }: InteractionEvent) => ({
  interactionId,
  kind,
  channel,
  direction,
  at: new Date(at).toISOString(),
})

const outcomeOf = ({ customerId, resolutionTier, confidence, because, refused, policyVersion }: Outcome) => ({
  customerId,
  resolutionTier,
  confidence,
  because,
  refused,
  policyVersion,
})

const outlines = (components: ReadonlyArray<ComponentRecord>): TryAnswer["before"] =>
  components
    .flatMap(({ persons }) => persons)
    .slice(0, 64)
    .map(({ id, members }) => ({ customerId: id, identifiers: members.map(keyed) }))

const passed = (step: TryStep["step"], sentence: string, result?: unknown): TryStep => ({
  step,
  outcome: "passed",
  sentence,
  ...(result !== undefined && { result }),
})

const stopped = (
  steps: ReadonlyArray<TryStep>,
  step: TryStep["step"],
  sentence: string,
  status: number,
  disposition: TryAnswer["disposition"],
  unmask: boolean,
) => {
  const last: TryStep = { step, outcome: "stopped", sentence }
  const none = { decided: [], before: [], after: [] }
  const body: TryAnswer = { status, disposition, masked: !unmask, steps: [...steps, last], ...none }
  return { status: 200, body }
}
