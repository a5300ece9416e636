import { type ErasureRecord, Erasures } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { problem } from "@kith/core/http/Http"
import { Effect } from "effect"
import * as z from "zod"
import type { ErasureAnswer, ErasurePage } from "./api/Privacy.ts"
import { closeErasure } from "./CloseErasures.ts"

/**
 * `GET /erasures/{id}`: where the forgetting stands, system by system, and by when it has to be done. Asking closes what only waits for it.
 */
export const answerErasure = Effect.fn("AnswerErasure.answerErasure")(function* (erasureId: string) {
  const id = z.uuid().safeParse(erasureId.toLowerCase())
  if (!id.success) return problem(404, "No such erasure")
  yield* closeErasure(id.data)
  const [erasure] = yield* (yield* Documents).getMany([ref(Erasures, id.data)])
  if (erasure === undefined) return problem(404, "No such erasure")
  return { status: 200, body: told(erasure.body) }
})

/** `GET /erasures`: page on with `next` as `after`. */
export const listErasures = Effect.fn("AnswerErasure.listErasures")(function* ({ after, limit }: ErasurePage) {
  const found = yield* (yield* Documents).list(Erasures, { limit, ...(after !== undefined && { after }) })
  const next = found.length === limit ? found.at(-1)?.id : undefined
  const erasures = found.map(({ body }) => told(body))
  return { status: 200, body: { erasures, ...(next !== undefined && { next }) } }
})

/** By when an erasure that was ordered then has to be done (Article 12 of the GDPR: a month). */
export const dueBy = (at: number): string => dated(at + 30 * 24 * 3600 * 1000)

const dated = (at: number): string => new Date(at).toISOString()

const told = (erasure: ErasureRecord): ErasureAnswer => ({
  erasureId: erasure.erasureId,
  status: statusOf(erasure),
  orderedAt: dated(erasure.at),
  dueBy: dueBy(erasure.at),
  ...(erasure.closedAt !== undefined && { closedAt: dated(erasure.closedAt) }),
  systems: erasure.systems.map(({ at, ...system }) => ({ ...system, at: dated(at) })),
})

/** Failed as soon as one system is, since somebody has to look; done when all are and nothing is left to be swept. */
export const statusOf = ({ systems, closedAt }: ErasureRecord): "running" | "done" | "failed" => {
  if (systems.some(({ status }) => status === "failed")) return "failed"
  return closedAt === undefined ? "running" : "done"
}
