import { answerErasure, listErasures } from "../AnswerErasure.ts"
import { audited, listAudits } from "../Audit.ts"
import { idIn } from "../AuditedSubject.ts"
import type { privacyRoutes } from "../api/Privacy.ts"
import type { Stories } from "../Guard.ts"
import { orderConsent, orderErasure, orderExport } from "../PrivacyOrders.ts"
import { signReceipt } from "../SignReceipt.ts"
import type { ConsoleSettings } from "../settings.ts"
import { applyTombstones, listTombstones } from "../Tombstones.ts"

export const privacy = ({ systems, receiptKey }: ConsoleSettings) =>
  ({
    "POST /erasures": ({ body }) => orderErasure(body, systems),
    "GET /erasures": ({ query }) => listErasures(query),
    "GET /erasures/:id": ({ params: { id } }) => answerErasure(id),
    "GET /erasures/:id/receipt": ({ params: { id } }) =>
      signReceipt(id, receiptKey).pipe(audited("receipt-issued", idIn(id))),
    "POST /exports": ({ body }) => orderExport(body),
    "POST /consents": ({ body }) => orderConsent(body),
    "GET /tombstones": ({ query }) => listTombstones(query).pipe(audited("tombstones-exported", query.after ?? "-")),
    "POST /tombstones": ({ body }) => applyTombstones(body, systems).pipe(audited("tombstones-applied", "-")),
    "GET /audits": ({ query }) => listAudits(query).pipe(audited("audits-read", "-")),
  }) as const satisfies Stories<keyof typeof privacyRoutes>
