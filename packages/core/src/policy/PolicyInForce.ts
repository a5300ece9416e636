import { Clock, Effect } from "effect"
import { Policies, type PolicyRecord, type PolicyVersion } from "../documents/Collections.ts"
import { DocumentIsUnreadable, Documents, ref, type Snapshot } from "../documents/Documents.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import { CurrentLinkingPolicy } from "../settings/PolicyFile.ts"
import { say } from "../telemetry/Harmless.ts"

/** A process decides by what it read at most this long ago. */
const freshMillis = 2_000

export const inForceId = "in-force"
/** In order of version. */
export const versionId = (version: number): string => String(version).padStart(9, "0")

interface Known {
  readonly policy: LinkingPolicy
  readonly at: number
}
/** By store, so that nobody has to carry it about. */
const known = new WeakMap<Documents["Service"], Known>()

/** The policy that decides: the one that was activated last, or the process's own where none ever was. */
export const policyInForce = Effect.fnUntraced(function* () {
  const [last, due] = [yield* lastKnown, yield* policyDue]
  if (last !== undefined && due.length === 0) return last
  const [found] = yield* (yield* Documents).getMany([ref(Policies, inForceId)])
  return yield* policySeen(found)
})

/** Ids to read with whatever else is read first, for `policySeen`; none while what is known is fresh. */
export const policyDue = Effect.gen(function* () {
  const last = known.get(yield* Documents)
  const age = last === undefined ? freshMillis : (yield* Clock.currentTimeMillis) - last.at
  return age >= 0 && age < freshMillis ? [] : [inForceId]
})

/** What decided last in this process, before anything is read. */
export const lastKnown = Effect.map(Documents, (documents) => known.get(documents)?.policy)

/** The policy that this document names. */
export const policySeen = Effect.fnUntraced(function* (found: Snapshot<PolicyRecord> | undefined) {
  const documents = yield* Documents
  const at = yield* Clock.currentTimeMillis
  const last = known.get(documents)?.policy
  const policy = yield* found?.body.state !== "in-force"
    ? CurrentLinkingPolicy
    : last?.version === found.body.version
      ? Effect.succeed(last)
      : Effect.map(loadPolicyVersion(found.body.version), (version) => version.policy)
  known.set(documents, { policy, at })
  return policy
})

/** The next decision of this process reads anew. */
export const forgetPolicy = Effect.map(Documents, (documents) => known.delete(documents))

/** A version that is known to have been activated. */
export const loadPolicyVersion = Effect.fnUntraced(function* (version: number) {
  const found = yield* findPolicyVersion(version)
  return found ?? (yield* new DocumentIsUnreadable({ collection: Policies.name, issue: say`no version ${version}` }))
})

export const findPolicyVersion = Effect.fnUntraced(function* (version: number) {
  const [found] = yield* (yield* Documents).getMany([ref(Policies, versionId(version))])
  return found?.body.state === "version" ? (found.body satisfies PolicyVersion) : undefined
})
