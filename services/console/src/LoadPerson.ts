import { Persons } from "@kith/core/documents/Collections"
import { Documents, ref, type Snapshot } from "@kith/core/documents/Documents"
import type { PersonRecord } from "@kith/core/identity/Records"
import { Effect } from "effect"

export type KnownPerson = Exclude<PersonRecord, { readonly state: "alias" }>

/** Every merge can lengthen the chain that leads home by one. */
const maxHops = 100

/** The person that an id, which may be a former one, stands for now; nothing if it was never given. */
export const loadPerson = Effect.fn("LoadPerson.loadPerson")(function* (customerId: string) {
  const documents = yield* Documents
  let id = customerId
  for (let hop = 0; hop < maxHops; hop++) {
    const [snapshot] = yield* documents.getMany([ref(Persons, id)])
    if (snapshot === undefined) return undefined
    if (snapshot.body.state !== "alias") return { ...snapshot, body: snapshot.body } satisfies Snapshot<KnownPerson>
    id = snapshot.body.of
  }
  return yield* Effect.die(new Error("an alias leads nowhere"))
})
