import { Effect } from "effect"
import type { Key } from "../identifier/Identifier.ts"
import { Components, Identifiers } from "./Collections.ts"
import { Documents, ref } from "./Documents.ts"

/** Those who hold any of these, in one round trip for the identifiers and one for the components. */
export const personsWith = Effect.fnUntraced(function* (keys: ReadonlyArray<Key>) {
  const documents = yield* Documents
  const asked = new Set(keys)
  const records = yield* documents.getMany([...asked].map((key) => ref(Identifiers, key)))
  const ids = new Set(records.flatMap((record) => (record?.body.state === "pointer" ? [record.body.component] : [])))
  const components = yield* documents.getMany([...ids].map((id) => ref(Components, id)))
  return components
    .flatMap((component) => component?.body.persons ?? [])
    .filter(({ members }) => members.some((key) => asked.has(key)))
})
