import { router } from "@kith/core/http/Router"
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

/** What the service answers, in whatever process it runs. */
export const resolver = router({
  "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
  "POST /push/:subscription": push,
})
