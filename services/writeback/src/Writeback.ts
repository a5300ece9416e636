import type { Documents } from "@kith/core/documents/Documents"
import { router } from "@kith/core/http/Router"
import type { Keys } from "@kith/core/identifier/Keyring"
import { IdentityResolved } from "@kith/core/message/IdentityResolved"
import { PersonForgotten } from "@kith/core/message/PersonForgotten"
import { byScheduler } from "@kith/core/topics/ByScheduler"
import { consumer, pushEndpoint } from "@kith/core/topics/PushEndpoint"
import { Effect } from "effect"
import { associateContact } from "./AssociateContact.ts"
import { checkAssociations } from "./CheckAssociations.ts"
import type { ExternalContacts } from "./ExternalContacts.ts"
import { forgetPerson } from "./ForgetPerson.ts"
import type { Genesys } from "./Genesys.ts"
import type { GenesysGdpr } from "./GenesysGdpr.ts"
import { requestDeletion } from "./RequestDeletion.ts"
import { reconcile } from "./Tasks.ts"
import { type Lean, writeOutcome } from "./WriteOutcome.ts"

type Needed = Documents | ExternalContacts | Genesys | GenesysGdpr | Keys | Lean

const push = pushEndpoint<Needed>("writeback", [
  consumer("identity-resolved", IdentityResolved, ({ data, attempt }) =>
    Effect.andThen(writeOutcome(data.customerId, attempt), associateContact(data.customerId)),
  ),
  consumer("person-forgotten", PersonForgotten, ({ data }) =>
    Effect.andThen(forgetPerson(data.erasureId), requestDeletion(data.erasureId)),
  ),
])

/** What the service answers, in whatever process it runs. */
export const writeback = router({
  "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
  "POST /push/:subscription": push,
  "POST /tasks/reconcile": byScheduler(reconcile),
  "POST /tasks/check-contacts": byScheduler(checkAssociations()),
})
