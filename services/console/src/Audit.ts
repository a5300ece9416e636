import { type AuditedAction, type AuditRecord, Audits } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import type { HttpResponse } from "@kith/core/http/Http"
import { freshId } from "@kith/core/identifier/FreshId"
import { keptMillis } from "@kith/core/settings/PrivacyPolicy"
import { Clock, Context, Effect } from "effect"
import type { AuditPage } from "./api/Privacy.ts"

/** Whoever asks, as the audit log calls them; provided for each request. */
export const Asker = Context.Reference<string>("@kith/console/Asker", { defaultValue: () => "kith" })

/** Writes down who did what to whom. `subject`: keys and ids, never a value. */
export const audit = Effect.fn("Audit.audit")(function* (action: AuditedAction, subject: string) {
  const at = yield* Clock.currentTimeMillis
  const body: AuditRecord = { schema: 1, at, who: yield* Asker, action, subject: subject.slice(0, 400) || "-" }
  // In order of time, without a second's worth of them in one place of the index.
  const id = `${new Date(at).toISOString().replaceAll(/\D/g, "")}-${(yield* freshId).slice(0, 8)}`
  const expiresAt = at + (yield* keptMillis("audits"))
  const put = { op: "put", ref: ref(Audits, id), body, seen: "absent", expiresAt } as const
  yield* (yield* Documents).commit({ writes: [put] })
})

/** Audits what was answered before it is answered: no word about a person leaves unrecorded. Refusals are not audited. */
export const audited =
  (action: AuditedAction, subject: string) =>
  <E, R>(story: Effect.Effect<HttpResponse, E, R>) =>
    Effect.tap(story, ({ status }) => (status < 400 ? audit(action, subject) : Effect.void))

/** `GET /audits`: oldest first; page on with `next` as `after`. Who reads them stands there, too. */
export const listAudits = Effect.fn("Audit.listAudits")(function* ({ after, limit }: AuditPage) {
  const found = yield* (yield* Documents).list(Audits, { limit, ...(after !== undefined && { after }) })
  const audits = found.map(({ id, body: { schema: _, at, ...entry } }) => ({
    id,
    at: new Date(at).toISOString(),
    ...entry,
  }))
  const next = found.length === limit ? found.at(-1)?.id : undefined
  return { status: 200, body: { audits, ...(next !== undefined && { next }) } } satisfies HttpResponse
})
