import { isDeepStrictEqual } from "node:util"
import { Clock, Effect } from "effect"
import { Policies, type PolicyInForce, type PolicyVersion, type RecountProgress } from "../documents/Collections.ts"
import { Documents, ref, type Snapshot, type Write } from "../documents/Documents.ts"
import { seenOf } from "../graph/GraphWrites.ts"
import { untilUnmoved } from "../graph/UntilUnmoved.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import { CurrentLinkingPolicy } from "../settings/PolicyFile.ts"
import { findPolicyVersion, forgetPolicy, inForceId, loadPolicyVersion, versionId } from "./PolicyInForce.ts"

export interface Activation {
  /** A changed policy, whatever version it says it is; or the earlier version to bring back. */
  readonly policy: LinkingPolicy | { readonly restores: number }
  readonly who: string
  readonly reason: string
  /** The version that was in force when this was decided on. */
  readonly basedOn?: number | undefined
}

export type ActivationVerdict =
  | { readonly _tag: "activated"; readonly version: number }
  /** Just this is in force: nothing has to be done. */
  | { readonly _tag: "in force"; readonly version: number }
  /** Somebody else activated another one meanwhile. */
  | { readonly _tag: "outdated"; readonly version: number }
  | { readonly _tag: "unknown" }

/**
 * Lets a policy decide from now on, as a new version; history follows in the background. As a dry run it says the same and
 * changes nothing. The same again finds it in force.
 */
export const activatePolicy = Effect.fn("ActivatePolicy.activatePolicy")(function* (
  activation: Activation,
  dryRun: boolean,
) {
  const verdict = yield* untilUnmoved(activate(activation, dryRun))
  if (verdict._tag === "activated" && !dryRun) yield* forgetPolicy
  return verdict
})

const activate = Effect.fnUntraced(function* ({ policy, who, reason, basedOn }: Activation, dryRun: boolean) {
  const pointer = yield* readInForce
  const present = pointer === undefined ? yield* CurrentLinkingPolicy : yield* contentOf(pointer.body.version)
  const { version } = present
  const wanted = "restores" in policy ? (yield* findRestored(policy.restores, present))?.policy : policy
  if (wanted === undefined) return { _tag: "unknown" } as ActivationVerdict
  if (isDeepStrictEqual({ ...wanted, version }, present)) return { _tag: "in force", version } as ActivationVerdict
  if (basedOn !== undefined && basedOn !== version) return { _tag: "outdated", version } as ActivationVerdict
  const next = version + 1
  const at = yield* Clock.currentTimeMillis
  const entry = (content: LinkingPolicy, body: Pick<PolicyVersion, "who" | "reason" | "restores">): Write => ({
    op: "put",
    ref: ref(Policies, versionId(content.version)),
    body: { schema: 1, state: "version", policy: content, at, ...body } satisfies PolicyVersion,
    seen: "absent",
  })
  const inForce: PolicyInForce = {
    ...{ schema: 1, state: "in-force", version: next, previous: version, recount: beginning(at) },
  }
  if (!dryRun)
    yield* (yield* Documents).commit({
      writes: [
        { op: "put", ref: ref(Policies, inForceId), body: inForce, seen: seenOf(pointer) },
        ...(pointer === undefined ? [entry(present, { who: "kith", reason: "as the process was started" })] : []),
        entry(
          { ...wanted, version: next },
          { who, reason, ...("restores" in policy && { restores: policy.restores }) },
        ),
      ],
    })
  return { _tag: "activated", version: next } as ActivationVerdict
})

const beginning = (at: number): RecountProgress => ({
  startedAt: at,
  movedAt: at,
  walk: "counting",
  found: 0,
  done: 0,
  persons: 0,
  round: { startedAt: at, changed: 0, failed: 0 },
})

const contentOf = (version: number) => Effect.map(loadPolicyVersion(version), ({ policy }) => policy)

/** Before anything was activated there is one version, which is in force. */
const findRestored = (version: number, present: LinkingPolicy) =>
  version === present.version ? Effect.succeed({ policy: present }) : findPolicyVersion(version)

/** Which version decides, and how far history has followed; nothing where none was ever activated. */
export const readInForce = Effect.gen(function* () {
  const [found] = yield* (yield* Documents).getMany([ref(Policies, inForceId)])
  return found?.body.state === "in-force" ? (found as Snapshot<PolicyInForce>) : undefined
})
