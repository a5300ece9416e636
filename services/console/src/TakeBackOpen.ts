import { Components, Persons } from "@kith/core/documents/Collections"
import { Documents, ref, type Write } from "@kith/core/documents/Documents"
import { loadPerson } from "@kith/core/documents/PresentPerson"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { strongestIn } from "@kith/core/identity/Profile"
import type { ComponentRecord, OpenInteraction } from "@kith/core/identity/Records"
import { Effect } from "effect"

/** Sightings of a person's own interactions that are open. */
export const ownOpen = (
  { open, persons, identifiers }: ComponentRecord,
  customerId: string,
  policy: LinkingPolicy,
): ReadonlySet<string> => {
  const members = new Set(persons.find(({ id }) => id === customerId)?.members ?? [])
  const homeOf = (keys: ComponentRecord["open"][number]["keys"]) =>
    strongestIn(keys, (key) => key in identifiers, policy)
  const own = open.filter(({ keys }) => {
    const home = homeOf(keys)
    return home !== undefined && members.has(home)
  })
  return new Set(own.map(({ sightingId }) => sightingId))
}

const without = <A extends OpenInteraction>(open: ReadonlyArray<A>, gone: ReadonlySet<string>): Array<A> =>
  open.filter(({ sightingId }) => !gone.has(sightingId))

/** Whoever tier 2 held a person for is told of that person's open interactions no more: of another component. */
export const takeBackOpen = Effect.fn("TakeBackOpen.takeBackOpen")(function* (
  component: ComponentRecord,
  customerId: string,
  gone: ReadonlySet<string>,
) {
  const to = component.persons.find(({ id }) => id === customerId)?.given?.to
  const holder = to === undefined || gone.size === 0 ? undefined : yield* loadPerson(to)
  if (holder?.body.state !== "current") return []
  const { id, version, body } = holder
  const person: Write = {
    op: "put",
    ref: ref(Persons, id),
    body: { ...body, open: without(body.open, gone) },
    seen: version,
  }
  const elsewhere = body.component === undefined || body.component === component.id ? [] : [body.component]
  const found = yield* (yield* Documents).getMany(elsewhere.map((id) => ref(Components, id)))
  const told = found.flatMap((snapshot): ReadonlyArray<Write> => {
    if (snapshot === undefined) return []
    const open = without(snapshot.body.open, gone)
    return [{ op: "put", ref: ref(Components, snapshot.id), body: { ...snapshot.body, open }, seen: snapshot.version }]
  })
  return [person, ...told]
})
