import { Effect } from "effect"
import type { CurrentPerson, PersonRecord } from "../identity/Records.ts"
import { Persons } from "./Collections.ts"
import { Documents, ref } from "./Documents.ts"

/** Every merge can lengthen the chain that leads home by one. */
const maxHops = 100

/**
 * The person that an id, which may be a former one, stands for now; nothing for an id that was never given, and for
 * persons who were forgotten or have come apart.
 */
export const presentPerson = Effect.fn("PresentPerson.presentPerson")(function* (customerId: string) {
  const documents = yield* Documents
  let id = customerId
  for (let hop = 0; hop < maxHops; hop++) {
    const [snapshot] = yield* documents.getMany([ref(Persons, id)])
    if (snapshot?.body.state !== "alias") return current(snapshot?.body)
    id = snapshot.body.of
  }
  return yield* Effect.die(new Error("an alias leads nowhere"))
})

const current = (person: PersonRecord | undefined): CurrentPerson | undefined =>
  person?.state === "current" ? person : undefined
