import { DeadLetters } from "@kith/core/documents/Collections"
import { interactionTag } from "@kith/core/documents/DeadLetterTags"
import { Documents } from "@kith/core/documents/Documents"
import type { HttpResponse } from "@kith/core/http/Http"
import { kindOf } from "@kith/core/identifier/Identifier"
import { Clock, Effect } from "effect"
import { dueBy } from "./AnswerErasure.ts"
import type { ErasurePreview } from "./api/Privacy.ts"
import { effectsOn, systemOf } from "./EffectsOn.ts"
import type { ErasurePlan } from "./PlanErasure.ts"
import { interactionsOf } from "./PublishErasures.ts"

/**
 * What an erasure would touch, and by when it would have to be done. Kinds and numbers: what a dry run says can be shown to
 * somebody who may not see the values.
 */
export const previewErasure = Effect.fn("PreviewErasure.previewErasure")(function* (
  plan: ErasurePlan,
  systems: ReadonlyArray<string>,
) {
  const found = yield* interactionsOf([...plan.keys, ...plan.strippedKeys])
  const interactions = [...new Set([...plan.interactionIds, ...found])]
  const effects = yield* effectsOn(plan.customerIds, interactions)
  const told = effects.filter(({ body }) => body.status !== "none").map(({ id }) => systemOf(id))
  const body: ErasurePreview = {
    dryRun: true,
    customerIds: [...plan.customerIds],
    forgotten: plan.keys.map(kindOf),
    stripped: plan.strippedKeys.map(kindOf),
    interactions: interactions.length,
    deadLetters: yield* deadLettersWith([...plan.keys, ...plan.interactionIds.map(interactionTag)]),
    dueBy: dueBy(yield* Clock.currentTimeMillis),
    systems: systems.map((name) => ({ name, records: told.filter((system) => system === name).length })),
  }
  return { status: 200, body } satisfies HttpResponse
})

const most = 500

const deadLettersWith = Effect.fnUntraced(function* (tags: ReadonlyArray<string>) {
  const documents = yield* Documents
  const found = yield* Effect.forEach(new Set(tags), (tag) => documents.find(DeadLetters, tag, { limit: most }), {
    concurrency: 8,
  })
  return new Set(found.flat().map(({ id }) => id)).size
})
