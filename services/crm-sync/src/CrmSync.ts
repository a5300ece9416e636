import { router } from "@kith/core/http/Router"
import { IdentityResolved } from "@kith/core/message/IdentityResolved"
import { PersonForgotten } from "@kith/core/message/PersonForgotten"
import { byScheduler } from "@kith/core/topics/ByScheduler"
import { consumer, pushEndpoint } from "@kith/core/topics/PushEndpoint"
import { Effect } from "effect"
import { forgetPerson } from "./ForgetPerson.ts"
import { refreshFromCrms } from "./ReadCrms.ts"
import { syncPerson } from "./SyncPerson.ts"

const push = pushEndpoint("crm-sync", [
  consumer("identity-resolved", IdentityResolved, ({ data }) => syncPerson(data.customerId)),
  consumer("person-forgotten", PersonForgotten, ({ data }) => forgetPerson(data.erasureId)),
])

/** What the service answers, in whatever process it runs. */
export const crmSync = router({
  "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
  "POST /push/:subscription": push,
  "POST /tasks/refresh": byScheduler(refreshFromCrms()),
})
