import { Effect } from "effect"
import type { CurrentPerson, PersonRecord } from "../identity/Records.ts"
import { Broken } from "../telemetry/Broken.ts"
import { say } from "../telemetry/Harmless.ts"
import { Persons } from "./Collections.ts"
import { Documents, ref, type Snapshot } from "./Documents.ts"

export type KnownPerson = Exclude<PersonRecord, { readonly state: "alias" }>

/**
 * A former id leads to whoever has it now in one step, for merges rewrite it. One that tier 2 gave to somebody follows that
 * id, which may have been merged since and may come back: one step more.
 */
export const mostSteps = 2

/** Who an id, which may be a former one, stands for now; `undefined` if it was never given. */
export const loadPerson = Effect.fnUntraced(function* (customerId: string) {
  const documents = yield* Documents
  let id = customerId
  for (let step = 0; step <= mostSteps; step++) {
    const [snapshot] = yield* documents.getMany([ref(Persons, id)])
    if (snapshot === undefined) return undefined
    if (snapshot.body.state !== "alias") return { ...snapshot, body: snapshot.body } satisfies Snapshot<KnownPerson>
    id = snapshot.body.of
  }
  return yield* Effect.die(new Broken(say`an alias leads nowhere`))
})

/** Tier 2 may hold one for somebody who is held for another. */
const mostHeld = 4

/** Who answers for a person: whom tier 2 holds it for, as long as that one is there, else the person itself. */
export const answeringFor = Effect.fnUntraced(function* (person: CurrentPerson) {
  let answers = person
  for (let hop = 0; hop < mostHeld && answers.probably !== undefined; hop++) {
    const other = (yield* loadPerson(answers.probably.customerId))?.body
    if (other?.state !== "current") break
    answers = other
  }
  return answers
})

/** Who an id stands for, and nothing for persons who were forgotten or have come apart. */
export const presentPerson = Effect.fnUntraced(function* (customerId: string) {
  const person = (yield* loadPerson(customerId))?.body
  return person?.state === "current" ? person : undefined
})
