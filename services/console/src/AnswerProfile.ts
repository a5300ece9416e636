import { Interactions } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { answeringFor, loadPerson } from "@kith/core/documents/PresentPerson"
import type { HttpResponse } from "@kith/core/http/Http"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { Effect } from "effect"
import * as z from "zod"
import type { ProfileSearch } from "./api/Profiles.ts"
import { type Candidate, candidates, heirsOf } from "./Candidates.ts"
import { findPerson } from "./FindPerson.ts"
import { flatProfile } from "./FlatProfile.ts"
import { identifierOf } from "./Subject.ts"

/** Architect's flows branch on `found`; an error status would send them down their failure path. */
const answer = (body: unknown): HttpResponse => ({ status: 200, body })
const nobody = answer({ found: false })
const erased = answer({ found: false, erased: true })
const several = (candidates: ReadonlyArray<Candidate>) => answer({ found: false, candidates })

/** `GET /profiles/{customerId}`: the present profile; a former id answers with the person it became. */
export const answerProfile = Effect.fn("AnswerProfile.answerProfile")(function* (customerId: string) {
  const id = z.uuid().safeParse(customerId.toLowerCase())
  if (!id.success) return nobody
  const person = (yield* loadPerson(id.data))?.body
  if (person === undefined) return nobody
  if (person.state === "erased") return erased
  if (person.state === "ambiguous") return several(yield* heirsOf(person.heirs))
  return { ...answer(flatProfile(person)), headers: { etag: `"${person.customerId}-${person.version}"` } }
})

/** `POST /profiles/search`: by one identifier, or by the conversation somebody is in. */
export const searchProfile = Effect.fn("AnswerProfile.searchProfile")(function* (search: ProfileSearch) {
  if (search.conversationId !== undefined) return yield* profileInConversation(search.conversationId)
  const identifier = identifierOf(search, yield* CurrentIdentifierPolicy)
  if (identifier === undefined) return nobody
  const found = yield* findPerson(identifier)
  if (found._tag === "forgotten") return erased
  if (found._tag === "several") return several(found.candidates)
  return found._tag === "person" ? yield* answerProfile(found.customerId) : nobody
})

const profileInConversation = Effect.fnUntraced(function* (conversationId: string) {
  const id = interactionDocumentId(yield* Keys, conversationId)
  const [interaction] = yield* (yield* Documents).getMany([ref(Interactions, id)])
  if (interaction === undefined) return nobody
  if (interaction.body.state === "tombstone") return erased
  const ids = new Set(interaction.body.sightings.map(({ outcome }) => outcome.customerId))
  const persons = yield* Effect.forEach(ids, loadPerson, { concurrency: 4 })
  const answering = yield* Effect.forEach(persons, (person) =>
    person?.body.state === "current" ? answeringFor(person.body) : Effect.undefined,
  )
  const present = new Set(persons.flatMap((person, i) => answering[i]?.customerId ?? person?.id ?? []))
  const [only] = present
  if (only === undefined) return nobody
  if (present.size === 1) return yield* answerProfile(only)
  const here = answering.flatMap((person) => person?.customerId ?? [])
  return several(candidates(new Map(here.map((id) => [id, "participant"]))))
})

/** Saves sending what the caller has: `If-None-Match` on a GET. */
export const unlessSame = (response: HttpResponse, ifNoneMatch: string | undefined): HttpResponse => {
  const etag = response.headers?.["etag"]
  if (etag === undefined || ifNoneMatch === undefined) return response
  const known = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""))
  return known.includes(etag) || known.includes("*") ? { status: 304, headers: { etag } } : response
}
