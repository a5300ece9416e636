import { expireInteractions } from "@kith/core/graph/ExpireInteractions"
import { expireReasons } from "@kith/core/graph/ExpireReasons"
import { passOnLeft } from "@kith/core/graph/PassOn"
import { renameIdentifiers } from "@kith/core/graph/RenameIdentifiers"
import { recountHistory } from "@kith/core/policy/RecountHistory"
import { Effect } from "effect"
import { answerLedger, reportLedger } from "../AnswerLedger.ts"
import { audited } from "../Audit.ts"
import type { RouteName } from "../api/routes.ts"
import { listDeadLetters } from "../DeadLetters.ts"
import type { Stories } from "../Guard.ts"
import { publishErasures } from "../PublishErasures.ts"
import { replayDeadLetter } from "../ReplayDeadLetter.ts"
import { replayMany } from "../ReplayMany.ts"

export const operations = {
  "GET /ledger": () => answerLedger(),
  "GET /dead-letters": ({ query, scopes }) =>
    scopes.includes("privacy") && !query.bare
      ? listDeadLetters(query, true).pipe(audited("dead-letters-read", "-"))
      : listDeadLetters(query, false),
  "POST /dead-letters/:id/replay": ({ params: { id }, body }) =>
    replayDeadLetter(id, body).pipe(audited("replayed", id)),
  "POST /dead-letters/replay": ({ body }) => replayMany(body),
  "POST /rekey": ({ body: { after } }) =>
    Effect.map(renameIdentifiers(after), (body) => ({ status: 200, body })).pipe(audited("re-keyed", after ?? "-")),
  "POST /tasks/publish-erasures": () =>
    Effect.map(Effect.all({ published: publishErasures(), told: passOnLeft() }), (body) => ({ status: 200, body })),
  "POST /tasks/expire-interactions": () =>
    Effect.map(Effect.all({ expired: expireInteractions(), withoutReasons: expireReasons() }), (body) => ({
      status: 200,
      body,
    })),
  "POST /tasks/recount-history": () => Effect.map(recountHistory(45_000), (left) => ({ status: 200, body: { left } })),
  "POST /tasks/report-ledger": () => reportLedger(),
} as const satisfies Partial<Stories<RouteName>>
