import { type ErasureRecord, Erasures } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { problem } from "@kith/core/http/Http"
import { Effect } from "effect"
import * as z from "zod"

/** `GET /erasures/{id}`: where the forgetting stands, system by system. */
export const answerErasure = Effect.fn("AnswerErasure.answerErasure")(function* (erasureId: string) {
  const id = z.uuid().safeParse(erasureId.toLowerCase())
  const [erasure] = id.success ? yield* (yield* Documents).getMany([ref(Erasures, id.data)]) : []
  if (erasure === undefined) return problem(404, "No such erasure")
  const systems = erasure.body.systems.map(({ at, ...system }) => ({ ...system, at: new Date(at).toISOString() }))
  return { status: 200, body: { erasureId: erasure.id, status: statusOf(erasure.body), systems } }
})

/** Failed as soon as one system is, since somebody has to look; done when all are. */
export const statusOf = ({ systems }: ErasureRecord): "running" | "done" | "failed" => {
  if (systems.some(({ status }) => status === "failed")) return "failed"
  return systems.every(({ status }) => status === "done") ? "done" : "running"
}
