import { Effect } from "effect"
import { mostSteps } from "../documents/PresentPerson.ts"
import type { CurrentPerson, Given } from "../identity/Records.ts"
import { componentsIn, type Read, readInto } from "./LoadEvidence.ts"

/** Ids of the components of those whom a sighting was given to so far: they are told of it no more, or once more. */
export const readHeld = (given: ReadonlyArray<Given>, read: Read) =>
  given.length === 0 ? Effect.succeed([]) : readGiven(given, read)

const readGiven = Effect.fnUntraced(function* (given: ReadonlyArray<Given>, read: Read) {
  yield* readPersons(
    read,
    given.map(({ to }) => to),
  )
  const components = given.flatMap(({ to }) => presentAmong(read, to)?.component ?? [])
  yield* readInto(read, { components })
  return components
})

/** The same for everybody in the components that were read: whoever is held for nobody any more concerns the other, too. */
export const readAllHeld = (read: Read) =>
  readHeld(
    componentsIn(read).flatMap(({ persons }) => persons.flatMap(({ given }) => given ?? [])),
    read,
  )

/** With those whom they have become or are held for: one round trip more for each step, which few have to go. */
export const readPersons = Effect.fnUntraced(function* (read: Read, ids: ReadonlyArray<string>) {
  let next = ids
  for (let step = 0; step <= mostSteps && next.length > 0; step++) {
    yield* readInto(read, { persons: next })
    next = next.flatMap((id) => nextOf(read, id) ?? [])
  }
})

const nextOf = (read: Read, id: string): string | undefined => {
  const person = read.persons.get(id)?.body
  if (person?.state === "alias") return person.of
  return person?.state === "current" ? person.probably?.customerId : undefined
}

/** Who an id stands for, as far as was read. A longer way leads home the next time. */
export const presentAmong = (read: Read, id: string): CurrentPerson | undefined => {
  let last = id
  for (let step = 0; step <= mostSteps; step++) {
    const next = nextOf(read, last)
    if (next === undefined) return currentAmong(read, last)
    last = next
  }
  return undefined
}

export const currentAmong = (read: Read, id: string): CurrentPerson | undefined => {
  const person = read.persons.get(id)?.body
  return person?.state === "current" ? person : undefined
}
