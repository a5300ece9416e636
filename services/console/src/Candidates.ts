import { Components, Identifiers, Persons } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { type IdentifierKind, type Key, kindOf } from "@kith/core/identifier/Identifier"
import { type LinkingPolicy, ruleOf } from "@kith/core/identity/Policy"
import type { IdentifierRecord } from "@kith/core/identity/Records"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { Effect } from "effect"

/** Somebody whom a question may have meant. `settle`: the kind of identifier, or other detail, that would decide. */
export interface Candidate {
  readonly customerId: string
  readonly confidence: number
  readonly settle: string
}

/** More than these no agent reads. */
const maxCandidates = 10

/** Each as likely as the next: which of them it is, nothing we hold can tell. */
export const candidates = (found: ReadonlyMap<string, string>): ReadonlyArray<Candidate> =>
  [...found]
    .slice(0, maxCandidates)
    .map(([customerId, settle]) => ({ customerId, confidence: Math.round(100 / found.size) / 100, settle }))

const strongest = (kinds: ReadonlyArray<IdentifierKind>, policy: LinkingPolicy): string =>
  kinds.toSorted((x, y) => ruleOf(policy, y).rank - ruleOf(policy, x).rank)[0] ?? "interaction"

/** The persons whom a shared identifier was seen with: those of its anchors, each told apart by the anchor's kind. */
export const sharersOf = Effect.fn("Candidates.sharersOf")(function* (
  shared: Extract<IdentifierRecord, { readonly state: "shared" }>,
) {
  const documents = yield* Documents
  const policy = yield* CurrentLinkingPolicy
  const anchors = Object.values(shared.anchors).flat()
  const records = yield* documents.getMany(anchors.map((key) => ref(Identifiers, key)))
  const ids = new Set(records.flatMap((record) => (record?.body.state === "pointer" ? [record.body.component] : [])))
  const components = yield* documents.getMany([...ids].map((id) => ref(Components, id)))
  const found = new Map<string, string>()
  for (const { id, members } of components.flatMap((component) => component?.body.persons ?? [])) {
    const own = anchors.filter((key: Key) => members.includes(key))
    if (own.length > 0) found.set(id, strongest(own.map(kindOf), policy))
  }
  return candidates(found)
})

/** The persons who came out of one that was several people's. */
export const heirsOf = Effect.fn("Candidates.heirsOf")(function* (heirs: ReadonlyArray<string>) {
  const records = yield* (yield* Documents).getMany(heirs.map((id) => ref(Persons, id)))
  const policy = yield* CurrentLinkingPolicy
  const found = new Map<string, string>()
  for (const record of records) {
    if (record?.body.state !== "current") continue
    const kinds = record.body.identifiers.map(({ kind }) => kind)
    found.set(record.body.customerId, strongest(kinds, policy))
  }
  return candidates(found)
})
