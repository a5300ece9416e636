import { Effect } from "effect"
import { Asker } from "../Audit.ts"
import type { RouteName } from "../api/routes.ts"
import type { Stories } from "../Guard.ts"

export const sessions = {
  "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
  "GET /session": ({ scopes }) => Effect.map(Asker, (name) => ({ status: 200, body: { name, scopes } })),
} as const satisfies Partial<Stories<RouteName>>
