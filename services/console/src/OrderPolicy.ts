import { type HttpResponse, problem } from "@kith/core/http/Http"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { type Activation, activatePolicy } from "@kith/core/policy/ActivatePolicy"
import { differencesOf } from "@kith/core/policy/PolicyDifferences"
import { findPolicyVersion, policyInForce } from "@kith/core/policy/PolicyInForce"
import { CurrentPrivacyPolicy } from "@kith/core/settings/PrivacyPolicy"
import { Effect } from "effect"
import { policyDifferences } from "./AnswerPolicies.ts"
import { Asker, audit } from "./Audit.ts"
import type { ActivationAnswer, ActivationOrder, PolicyDraft, RollbackOrder } from "./api/Policies.ts"

/** `POST /policies`: lets a policy decide from now on. */
export const orderActivation = Effect.fn("OrderPolicy.orderActivation")(function* ({
  policy,
  ...order
}: ActivationOrder) {
  const refused = yield* notActivatable(policy)
  if (refused !== undefined) return refused
  const linking = { ...policy.linking, version: 1 }
  return yield* carryOut(linking, { ...order, policy: linking })
})

/** `POST /policies/rollback`: lets what an earlier version said decide again. */
export const orderRollback = Effect.fn("OrderPolicy.orderRollback")(function* ({ to, ...order }: RollbackOrder) {
  const restored = yield* findPolicyVersion(to)
  const present = yield* policyInForce()
  return yield* carryOut(restored?.policy ?? present, { ...order, policy: { restores: to } })
})

const carryOut = Effect.fnUntraced(function* (
  wanted: LinkingPolicy,
  { policy, reason, basedOn, dryRun = false }: Omit<ActivationOrder, "policy"> & Pick<Activation, "policy">,
) {
  const differences = policyDifferences(yield* policyInForce(), wanted)
  const verdict = yield* activatePolicy({ policy, who: yield* Asker, reason, basedOn }, dryRun)
  if (verdict._tag === "unknown") return problem(404, "No such version")
  if (verdict._tag === "outdated") return problem(409, "Outdated", `version ${verdict.version} is in force by now`)
  const { version } = verdict
  if (verdict._tag === "in force") {
    const body: ActivationAnswer = { ...(dryRun && { dryRun }), version, inForce: true, differences: [] }
    return { status: 200, body } satisfies HttpResponse
  }
  if (!dryRun) yield* audit("policy-activated", `policy ${version}`)
  const body: ActivationAnswer = { ...(dryRun && { dryRun }), version, differences }
  return { status: dryRun ? 200 : 202, body } satisfies HttpResponse
})

/** Of history only keyed identifiers are kept, so how values are read and what is redacted cannot be changed behind them. */
export const notActivatable = Effect.fn("OrderPolicy.notActivatable")(function* ({
  identifiers,
  privacy,
}: PolicyDraft) {
  const fields = [
    ...changedIn("identifiers", yield* CurrentIdentifierPolicy, identifiers),
    ...changedIn("privacy", yield* CurrentPrivacyPolicy, privacy),
  ]
  if (fields.length === 0) return undefined
  const { body, ...refused } = problem(
    422,
    "For new events only",
    `set it with KITH_POLICY and start again: ${fields.slice(0, 5).join(", ")}`,
  )
  return { ...refused, body: { ...Object(body), fields } } satisfies HttpResponse
})

/** By name of the part and of its setting; what is set there may be people's values. */
const changedIn = (part: string, from: unknown, to: unknown): ReadonlyArray<string> =>
  to === undefined ? [] : differencesOf(from, to, 1).map(({ path }) => `${part}.${path}`)
