import { problem } from "@kith/core/http/Http"
import { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { PersonForgotten } from "@kith/core/message/PersonForgotten"
import { consumer, pushEndpoint } from "@kith/core/topics/PushEndpoint"
import { Effect } from "effect"
import { forgetPerson } from "./ForgetPerson.ts"
import { resolveIdentity } from "./ResolveIdentity.ts"

const push = pushEndpoint("resolver", [
  consumer("interaction-opened", InteractionObserved, ({ data }) => resolveIdentity(data)),
  consumer("interaction-updated", InteractionObserved, ({ data }) => resolveIdentity(data)),
  consumer("person-forgotten", PersonForgotten, ({ data }) => forgetPerson(data)),
])

/** Consumes interactions and erasures; keeps the graph. */
export const resolver = (request: Parameters<typeof push>[0]) => {
  if (request.path === "/health") return Effect.succeed({ status: 200, body: { status: "ready" } })
  return request.path.startsWith("/push/") ? push(request) : Effect.succeed(problem(404, "Not found"))
}
