import { Effect } from "effect"
import { Asker } from "../Audit.ts"
import { type RouteName, routes } from "../api/routes.ts"
import type { Stories } from "../Guard.ts"
import { openApi } from "../OpenApi.ts"

const description = openApi(routes)

export const sessions = {
  "GET /openapi.json": () => Effect.succeed({ status: 200, body: description }),
  "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
  "GET /session": ({ scopes }) => Effect.map(Asker, (name) => ({ status: 200, body: { name, scopes } })),
} as const satisfies Partial<Stories<RouteName>>
