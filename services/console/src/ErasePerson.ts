import { Consents, type ErasureRecord, Erasures, ErasureValues, Identifiers } from "@kith/core/documents/Collections"
import { Documents, ref, type Write } from "@kith/core/documents/Documents"
import { erasureWrite, genesysGdpr } from "@kith/core/documents/ErasureProgress"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import { derivedId } from "@kith/core/identifier/DerivedId"
import type { Key } from "@kith/core/identifier/Identifier"
import { type Keyring, Keys } from "@kith/core/identifier/Keyring"
import { seal } from "@kith/core/identifier/Seal"
import { type Harmless, say } from "@kith/core/telemetry/Harmless"
import { logWarning } from "@kith/core/telemetry/Log"
import { Clock, Effect } from "effect"
import { statusOf } from "./AnswerErasure.ts"
import type { Candidate } from "./Candidates.ts"
import { closeErasure } from "./CloseErasures.ts"
import { fromTheRead } from "./FindPerson.ts"
import { type ErasurePlan, type ErasureSubject, planErasure } from "./PlanErasure.ts"
import { previewErasure } from "./PreviewErasure.ts"
import { publishErasure } from "./PublishErasures.ts"

export interface ErasureRequest {
  readonly subject: ErasureSubject
  /** Says what would be forgotten, and forgets nothing. */
  readonly dryRun: boolean
}

/**
 * `POST /erasures`: from the commit on nothing of the person is taken in any more; the graph and the outside systems
 * forget as `person-forgotten` reaches them. The same request again answers with the same erasure, and tells everybody
 * once more if it is not done. `systems`: names of the outside systems that report when they are done.
 */
export const erasePerson = Effect.fn("ErasePerson.erasePerson")(function* (
  { subject, dryRun }: ErasureRequest,
  systems: ReadonlyArray<Harmless>,
) {
  const decided = yield* decide(subject, dryRun, systems)
  if (decided._tag === "unknown") return problem(404, "No such customer")
  if (decided._tag === "several") return severalAnswer(decided.candidates)
  if (decided._tag === "plan") return yield* previewErasure(decided, systems)
  const { erasure } = decided
  if (yield* closeErasure(erasure.erasureId)) return accepted(erasure.erasureId, "done")
  if (statusOf(erasure) !== "done") {
    yield* publishErasure(erasure.erasureId).pipe(
      Effect.catch((fact) => logWarning("the erasure is published by the sweep", {}, fact)),
    )
  }
  return accepted(erasure.erasureId, statusOf(erasure))
})

const accepted = (erasureId: string, status: ReturnType<typeof statusOf>): HttpResponse => ({
  status: 202,
  body: { erasureId, status },
})

const decide = Effect.fnUntraced(function* (
  subject: ErasureSubject,
  dryRun: boolean,
  systems: ReadonlyArray<Harmless>,
) {
  const at = yield* Clock.currentTimeMillis
  const plan = yield* planErasure(subject, at)
  if (plan._tag !== "plan" || dryRun) return plan
  const documents = yield* Documents
  // Derived from the subject, so that a request whose answer was lost can be made again.
  // After a consent the same identifier is somebody to be erased once more.
  const [consent] = yield* documents.getMany([ref(Consents, plan.subject)])
  const since = consent === undefined ? [] : [String(consent.body.at)]
  const erasureId = derivedId(yield* Keys, "erasure", plan.subject, ...since)
  const [known] = yield* documents.getMany([ref(Erasures, erasureId)])
  if (known !== undefined) return { _tag: "erasure", erasure: known.body } as const
  const forms = otherForms(plan, yield* Keys)
  const erasure = { ...erasureOf(plan, erasureId, systems, at), ...(forms.length > 0 && { forms: [...forms] }) }
  const stones = forms.map((key): Write => ({ op: "put", ref: ref(Identifiers, key), body: tombstoneAt(at) }))
  const values = systems.includes(genesysGdpr) ? [sealedValues(erasureId, plan, at, yield* Keys)] : []
  yield* documents.commit({ writes: [...plan.writes, ...stones, ...values, erasureWrite(erasure, "absent")] })
  return { _tag: "erasure", erasure } as const
}, fromTheRead)

/** What the graph is called among the systems that an erasure waits for. */
const graph = say`graph`

const tombstoneAt = (at: number) => ({ schema: 1, state: "tombstone", at })

/** Whoever looks for the person under another pepper, in the store or in what waits, must find the tombstone as well. */
const otherForms = ({ keys, values }: ErasurePlan, keyring: Keyring): ReadonlyArray<Key> =>
  [...new Set(values.flatMap((value) => keyring.keysOf(value)))].filter((form) => !keys.includes(form))

/**
 * After the commit the values are nowhere else, and Genesys finds people by nothing but values: they wait for it under a
 * key from the pepper, until the erasure is closed, and for a month at the longest.
 */
const sealedValues = (erasureId: string, { values }: ErasurePlan, at: number, keyring: Keyring): Write => ({
  op: "put",
  ref: ref(ErasureValues, erasureId),
  body: { schema: 1, sealed: seal(keyring, "erasure-values", erasureId, JSON.stringify(values)) },
  expiresAt: at + 30 * 24 * 3600 * 1000,
})

const erasureOf = (
  plan: ErasurePlan,
  erasureId: string,
  systems: ReadonlyArray<Harmless>,
  at: number,
): ErasureRecord => ({
  schema: 1,
  erasureId,
  at,
  customerIds: [...plan.customerIds],
  ...(plan.component !== undefined && { component: plan.component }),
  keys: [...plan.keys],
  strippedKeys: [...plan.strippedKeys],
  interactionIds: [...plan.interactionIds],
  ...(plan.unclaimed && { unclaimed: true }),
  published: false,
  systems: [graph, ...systems].map((name) => ({ name, status: "running", at })),
})

const severalAnswer = (candidates: ReadonlyArray<Candidate>): HttpResponse => {
  const answer = problem(409, "Several persons", "the value is shared: name the person by customerId")
  return { ...answer, body: { ...Object(answer.body), candidates } }
}
