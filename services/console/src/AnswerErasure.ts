import { type ErasureRecord, Erasures } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { problem } from "@kith/core/http/Http"
import { Effect } from "effect"
import * as z from "zod"
import { closeErasure } from "./CloseErasures.ts"

/**
 * `GET /erasures/{id}`: where the forgetting stands, system by system, and by when it has to be done (Article 12 of the
 * GDPR: a month). Asking closes what only waits for it.
 */
export const answerErasure = Effect.fn("AnswerErasure.answerErasure")(function* (erasureId: string) {
  const id = z.uuid().safeParse(erasureId.toLowerCase())
  if (!id.success) return problem(404, "No such erasure")
  yield* closeErasure(id.data)
  const [erasure] = yield* (yield* Documents).getMany([ref(Erasures, id.data)])
  if (erasure === undefined) return problem(404, "No such erasure")
  const systems = erasure.body.systems.map(({ at, ...system }) => ({ ...system, at: new Date(at).toISOString() }))
  const dueBy = new Date(erasure.body.at + 30 * 24 * 3600 * 1000).toISOString()
  return { status: 200, body: { erasureId: erasure.id, status: statusOf(erasure.body), dueBy, systems } }
})

/** Failed as soon as one system is, since somebody has to look; done when all are and nothing is left to be swept. */
export const statusOf = ({ systems, closedAt }: ErasureRecord): "running" | "done" | "failed" => {
  if (systems.some(({ status }) => status === "failed")) return "failed"
  return closedAt === undefined ? "running" : "done"
}
