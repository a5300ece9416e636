import { router } from "@kith/core/http/Router"
import { IdentityResolved } from "@kith/core/message/IdentityResolved"
import { PersonForgotten } from "@kith/core/message/PersonForgotten"
import { consumer, pushEndpoint } from "@kith/core/topics/PushEndpoint"
import { Effect } from "effect"
import { associateContact } from "./AssociateContact.ts"
import { checkAssociations } from "./CheckAssociations.ts"
import { forgetPerson } from "./ForgetPerson.ts"
import { byScheduler, reconcile } from "./Tasks.ts"
import { writeOutcome } from "./WriteOutcome.ts"

const push = pushEndpoint("writeback", [
  consumer("identity-resolved", IdentityResolved, ({ data, attempt }) =>
    Effect.andThen(writeOutcome(data.customerId, attempt), associateContact(data.customerId)),
  ),
  consumer("person-forgotten", PersonForgotten, ({ data }) => forgetPerson(data.erasureId)),
])

/** What the service answers, in whatever process it runs. */
export const writeback = router({
  "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
  "POST /push/:subscription": push,
  "POST /tasks/reconcile": byScheduler(reconcile),
  "POST /tasks/check-contacts": byScheduler(checkAssociations()),
})
