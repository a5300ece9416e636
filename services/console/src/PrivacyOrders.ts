import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { Keys } from "@kith/core/identifier/Keyring"
import type { Harmless } from "@kith/core/telemetry/Harmless"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import { audited } from "./Audit.ts"
import type { ConsentOrder, ErasureOrder, ExportOrder } from "./api/Privacy.ts"
import { erasePerson } from "./ErasePerson.ts"
import { exportPerson } from "./ExportPerson.ts"
import { RequestIsInvalid } from "./ReadBody.ts"
import { recordConsent } from "./RecordConsent.ts"
import { identifierOf } from "./Subject.ts"

/** What a privacy officer orders: read, carried out, and written down. */

type Named = Parameters<typeof identifierOf>[0] & { readonly customerId?: string | undefined }

const subjectOf = Effect.fnUntraced(function* ({ customerId, ...named }: Named) {
  if (customerId !== undefined) return { customerId }
  const identifier = identifierOf(named, yield* CurrentIdentifierPolicy)
  return identifier ?? (yield* new RequestIsInvalid({ issue: say`body: identifies_nobody` }))
})

const nameOf = Effect.fnUntraced(function* (subject: Effect.Success<ReturnType<typeof subjectOf>>) {
  return "customerId" in subject ? subject.customerId : (yield* Keys).keyOf(subject)
})

/** `POST /erasures` */
export const orderErasure = Effect.fnUntraced(function* (
  { dryRun = false, ...named }: ErasureOrder,
  systems: ReadonlyArray<Harmless>,
) {
  const subject = yield* subjectOf(named)
  const action = dryRun ? "erasure-previewed" : "erased"
  return yield* erasePerson({ subject, dryRun }, systems).pipe(audited(action, yield* nameOf(subject)))
})

/** `POST /exports` */
export const orderExport = Effect.fnUntraced(function* ({ format, ...named }: ExportOrder) {
  const subject = yield* subjectOf(named)
  return yield* exportPerson(subject, format).pipe(audited("exported", yield* nameOf(subject)))
})

/** `POST /consents` */
export const orderConsent = Effect.fnUntraced(function* (named: ConsentOrder) {
  const identifier = identifierOf(named, yield* CurrentIdentifierPolicy)
  if (identifier === undefined) return yield* new RequestIsInvalid({ issue: say`body: identifies_nobody` })
  return yield* recordConsent(identifier).pipe(audited("consent-recorded", (yield* Keys).keyOf(identifier)))
})
