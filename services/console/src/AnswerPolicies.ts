import { Policies, type PolicyVersion, type RecountProgress } from "@kith/core/documents/Collections"
import { Documents } from "@kith/core/documents/Documents"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { readInForce } from "@kith/core/policy/ActivatePolicy"
import { differencesOf } from "@kith/core/policy/PolicyDifferences"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Effect } from "effect"
import type { PolicyAnswer, PolicyDifference, PolicyList, PolicyProgress } from "./api/Policies.ts"

/** Shown; all are kept. */
const mostEarlier = 50

/** `GET /policies`: what is in force, and what was before. */
export const listPolicies = Effect.fn("AnswerPolicies.listPolicies")(function* () {
  const all = yield* answers
  const [active, ...earlier] = all
  if (active === undefined) return yield* Effect.die("no policy is in force")
  const body: PolicyList = {
    active,
    earlier: earlier.slice(0, mostEarlier).map(({ linking: _, progress: __, ...version }) => version),
  }
  return { status: 200, body } satisfies HttpResponse
})

/** `GET /policies/{version}`. */
export const readPolicy = Effect.fn("AnswerPolicies.readPolicy")(function* (version: string) {
  const found = (yield* answers).find((one) => String(one.version) === version)
  return found === undefined ? problem(404, "No such version") : ({ status: 200, body: found } satisfies HttpResponse)
})

/** All versions, newest first: the first is in force. */
const answers = Effect.gen(function* () {
  const pointer = yield* readInForce
  if (pointer === undefined) return [own(yield* policyInForce())]
  const { version, recount } = pointer.body
  const versions = yield* allVersions
  return versions.map((one, i): PolicyAnswer => {
    const isActive = one.policy.version === version
    const isApplied = recount.finishedAt !== undefined
    return {
      version: one.policy.version,
      status: isActive ? (isApplied ? "applied" : "applying") : "superseded",
      since: dated(one.at),
      by: one.who,
      reason: one.reason,
      ...(one.restores !== undefined && { restores: one.restores }),
      differences: policyDifferences(versions[i + 1]?.policy ?? one.policy, one.policy),
      linking: one.policy,
      ...(isActive && { progress: progressOf(recount) }),
    }
  })
})

const own = (policy: LinkingPolicy): PolicyAnswer => ({
  version: policy.version,
  status: "applied",
  by: "kith",
  reason: "as the process was started",
  differences: [],
  linking: policy,
})

const page = 100

const allVersions = Effect.gen(function* () {
  const documents = yield* Documents
  const all: Array<PolicyVersion> = []
  let after: string | undefined
  for (;;) {
    const found = yield* documents.list(Policies, { limit: page, ...(after !== undefined && { after }) })
    all.push(...found.flatMap(({ body }) => (body.state === "version" ? [body] : [])))
    if (found.length < page) return all.reverse()
    after = found.at(-1)?.id
  }
})

const progressOf = (recount: RecountProgress): PolicyProgress => {
  const { found, done, persons, startedAt, movedAt, finishedAt } = recount
  return {
    phase: phaseOf(recount),
    fraction: found === 0 ? Number(finishedAt !== undefined) : Math.min(1, done / found),
    components: { found, done },
    changed: persons,
    startedAt: dated(startedAt),
    movedAt: dated(movedAt),
    ...(finishedAt !== undefined && { finishedAt: dated(finishedAt) }),
  }
}

const phaseOf = ({ walk, found, done, finishedAt }: RecountProgress): PolicyProgress["phase"] => {
  if (finishedAt !== undefined) return "applied"
  if (walk === "counting") return "counting"
  return done < found ? "applying" : "checking"
}

const dated = (at: number): string => new Date(at).toISOString()

/** Weights of tier 2 decide on arrival: what it gave to somebody stays given. */
const isForNewEventsOnly = (path: string): boolean => path.startsWith("tier2.")

/** What one version says otherwise than another; which number it has is no difference. */
export const policyDifferences = (from: LinkingPolicy, to: LinkingPolicy): Array<PolicyDifference> =>
  differencesOf({ ...from, version: 0 }, { ...to, version: 0 })
    .slice(0, 500)
    .map(({ path, from, to }) => ({
      path: path.slice(0, 200),
      from: from ?? null,
      to: to ?? null,
      ...(isForNewEventsOnly(path) && { newEventsOnly: true as const }),
    }))
