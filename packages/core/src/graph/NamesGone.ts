import { Effect } from "effect"
import { Identifiers } from "../documents/Collections.ts"
import { Documents, ref, type Write } from "../documents/Documents.ts"
import { type Key, kindOf } from "../identifier/Identifier.ts"
import { Keys } from "../identifier/Keyring.ts"
import type { Resolved } from "../identity/Resolve.ts"
import type { Read } from "./LoadEvidence.ts"

/**
 * Takes away the other names, under other peppers, of identifiers that the graph knows no more. Costs nothing where there
 * has only ever been one pepper.
 */
export const namesGone = ({ vanished, waiting }: Resolved, read: Read) => {
  const gone = new Set(vanished.filter((key) => !waiting?.has(key)))
  return gone.size === 0 ? Effect.succeed([]) : otherNamesOf(gone, read)
}

const otherNamesOf = Effect.fnUntraced(function* (gone: ReadonlySet<Key>, read: Read) {
  const { keysOf } = yield* Keys
  const names = new Map<Key, Key>()
  for (const [key, value] of valuesOf(gone, read))
    for (const name of keysOf({ kind: kindOf(key), value })) if (name !== key) names.set(name, key)
  if (names.size === 0) return []
  const records = yield* (yield* Documents).getMany([...names.keys()].map((name) => ref(Identifiers, name)))
  return [...names].flatMap(([name, key], i): ReadonlyArray<Write> => {
    const record = records[i]
    if (record?.body.state !== "renamed" || record.body.to !== key) return []
    return [{ op: "delete", ref: ref(Identifiers, name), seen: record.version }]
  })
})

/** As they were read: the decision has let go of them. */
const valuesOf = (keys: ReadonlySet<Key>, read: Read): ReadonlyMap<Key, string> => {
  const values = new Map<Key, string>()
  for (const component of read.components.values())
    for (const key of keys) {
      const known = component?.body.identifiers[key]
      if (known !== undefined) values.set(key, known.value)
    }
  for (const interaction of read.interactions.values()) {
    if (interaction?.body.state !== "known") continue
    for (const { identifiers } of Object.values(interaction.body.participants))
      for (const { key, value } of identifiers) if (keys.has(key)) values.set(key, value)
  }
  return values
}
