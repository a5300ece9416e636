import type { HttpRequest } from "@kith/core/http/Http"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Keys } from "@kith/core/identifier/Keyring"
import { Effect } from "effect"
import { audited } from "./Audit.ts"
import { erasePerson } from "./ErasePerson.ts"
import { exportPerson } from "./ExportPerson.ts"
import { RequestIsInvalid, readBody } from "./ReadBody.ts"
import { recordConsent } from "./RecordConsent.ts"
import { ConsentOrder, ErasureOrder, ExportOrder, identifierOf } from "./Subject.ts"

/** What a privacy officer orders: read, carried out, and written down. */

type Named = Parameters<typeof identifierOf>[0] & { readonly customerId?: string | undefined }

const subjectOf = Effect.fnUntraced(function* ({ customerId, ...named }: Named) {
  if (customerId !== undefined) return { customerId }
  const identifier = identifierOf(named, yield* CurrentIdentifierPolicy)
  return identifier ?? (yield* new RequestIsInvalid({ issue: "body: identifies_nobody" }))
})

const nameOf = Effect.fnUntraced(function* (subject: Effect.Success<ReturnType<typeof subjectOf>>) {
  return "customerId" in subject ? subject.customerId : (yield* Keys).keyOf(subject)
})

/** `POST /erasures` */
export const orderErasure = Effect.fnUntraced(function* (request: HttpRequest, systems: ReadonlyArray<string>) {
  const { dryRun = false, ...named } = yield* readBody(request, ErasureOrder)
  const subject = yield* subjectOf(named)
  const action = dryRun ? "erasure-previewed" : "erased"
  return yield* erasePerson({ subject, dryRun }, systems).pipe(audited(action, yield* nameOf(subject)))
})

/** `POST /exports` */
export const orderExport = Effect.fnUntraced(function* (request: HttpRequest) {
  const { format, ...named } = yield* readBody(request, ExportOrder)
  const subject = yield* subjectOf(named)
  return yield* exportPerson(subject, format).pipe(audited("exported", yield* nameOf(subject)))
})

/** `POST /consents` */
export const orderConsent = Effect.fnUntraced(function* (request: HttpRequest) {
  const named = yield* readBody(request, ConsentOrder)
  const identifier = identifierOf(named, yield* CurrentIdentifierPolicy)
  if (identifier === undefined) return yield* new RequestIsInvalid({ issue: "body: identifies_nobody" })
  return yield* recordConsent(identifier).pipe(audited("consent-recorded", (yield* Keys).keyOf(identifier)))
})
