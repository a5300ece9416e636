import { Components, Identifiers } from "@kith/core/documents/Collections"
import { Documents, DocumentsHaveMoved, ref, type Write } from "@kith/core/documents/Documents"
import type { Key } from "@kith/core/identifier/Identifier"
import type { ComponentRecord, IdentifierRecord } from "@kith/core/identity/Records"
import { stripComponent } from "@kith/core/identity/Strip"
import { say } from "@kith/core/telemetry/Harmless"
import { Effect } from "effect"
import type { Pointer } from "./FindPerson.ts"

/**
 * Takes identifiers that are forgotten out of the bans they are in, at the other end: with other people's components,
 * with shared identifiers, and where the other has not been seen yet. `own`: the component they stand in, stripped apart.
 */
export const forgetBans = Effect.fn("ForgetBans.forgetBans")(function* (
  keys: ReadonlySet<Key>,
  named: ReadonlyArray<Pointer>,
  own: ComponentRecord | undefined,
) {
  const documents = yield* Documents
  const others = otherEnds(keys, named, own)
  const records = yield* documents.getMany(others.map((key) => ref(Identifiers, key)))
  const standing = new Map<string, ReadonlyArray<Key>>()
  const writes: Array<Write> = []
  for (const [i, record] of records.entries()) {
    const key = others[i] as Key
    if (record?.body.state === "pointer") {
      const { component } = record.body
      standing.set(component, [...(standing.get(component) ?? []), key])
    } else if (record !== undefined) writes.push(identifierWrite(key, record.version, record.body, keys))
  }
  const components = yield* documents.getMany([...standing.keys()].map((id) => ref(Components, id)))
  for (const [i, [id, ends]] of [...standing].entries()) {
    const component = components[i]
    if (component === undefined || ends.some((key) => !(key in component.body.identifiers)))
      return yield* new DocumentsHaveMoved({ collections: say`identifiers, components` })
    const body = stripComponent(component.body, keys, new Set())
    writes.push({ op: "put", ref: ref(Components, id), body, seen: component.version })
  }
  return writes
})

const otherEnds = (
  keys: ReadonlySet<Key>,
  named: ReadonlyArray<Pointer>,
  own: ComponentRecord | undefined,
): ReadonlyArray<Key> => {
  const elsewhere = (own?.bans ?? []).flatMap(({ a, b }) => (keys.has(a) ? [b] : keys.has(b) ? [a] : []))
  const all = [...elsewhere, ...named.flatMap(({ banned }) => banned)]
  return [...new Set(all)].filter((key) => !keys.has(key) && !(key in (own?.identifiers ?? {})))
}

const identifierWrite = (
  key: Key,
  seen: NonNullable<Write["seen"]>,
  body: Exclude<IdentifierRecord, { readonly state: "pointer" }>,
  forgotten: ReadonlySet<Key>,
): Write => {
  const where = ref(Identifiers, key)
  const remain = (others: ReadonlyArray<Key>) => others.filter((other) => !forgotten.has(other))
  if (body.state === "shared") return { op: "put", ref: where, body: { ...body, bans: remain(body.bans) }, seen }
  if (body.state !== "banned") return { op: "guard", ref: where, seen }
  const from = remain(body.from)
  return from.length === 0
    ? { op: "delete", ref: where, seen }
    : { op: "put", ref: where, body: { ...body, from }, seen }
}
