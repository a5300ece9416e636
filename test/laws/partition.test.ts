import { Components, Persons } from "@kith/core/documents/Collections"
import { Documents } from "@kith/core/documents/Documents"
import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { history, observed, policy } from "./history.ts"
import { oracle } from "./oracle.ts"
import { expectedProfiles, isPlain, profiles, strays } from "./profiles.ts"
import { parameters } from "./runs.ts"
import { allOf, graph, keyring, makeWorld, residue } from "./world.ts"

test("the incremental graph is the partition of the union, after every step of any history", async () => {
  await fc.assert(
    fc.asyncProperty(history, policy, async (told, policy) => {
      const world = makeWorld(policy)
      try {
        for (const [i, event] of told.entries()) {
          await world.tell(event, i)
          const expected = oracle(told.slice(0, i + 1), policy, keyring.keyOf as never)
          expect(await world.run(graph)).toEqual(expected)
          expect(await world.run(residue)).toEqual([])
          expect(await world.run(strays(policy))).toEqual([])
          if (isPlain(expected)) expect(await world.run(profiles)).toEqual(expectedProfiles(told.slice(0, i + 1)))
        }
      } finally {
        await world.close()
      }
    }),
    parameters,
  )
})

test("any order, duplication and concurrency of the same events gives the same partition", async () => {
  await fc.assert(
    fc.asyncProperty(
      history.chain((told) =>
        fc.tuple(
          fc.constant(told),
          fc.shuffledSubarray(
            [...told.keys(), ...told.keys()].map((event, n) => ({ event, n })),
            {
              minLength: told.length * 2,
            },
          ),
        ),
      ),
      policy,
      fc.integer({ min: 1, max: 6 }),
      async ([told, order], policy, concurrency) => {
        const world = makeWorld(policy)
        try {
          await world.run(
            Effect.forEach(
              order,
              ({ event, n }) => resolveIdentity({ ...observed(told[event] as never, event), acceptId: `accept-${n}` }),
              { concurrency, discard: true },
            ),
          )
          expect(await world.run(graph)).toEqual(oracle(told, policy, keyring.keyOf as never))
          expect(await world.run(residue)).toEqual([])
          expect(await world.run(strays(policy))).toEqual([])
          const counts = await world.run(Documents.use((documents) => documents.counts))
          expect(counts).toMatchObject({ applied: told.length, duplicate: told.length })
        } finally {
          await world.close()
        }
      },
    ),
    parameters,
  )
})

test("every id ever given still answers, and becomes ambiguous only when all its identifiers are shared or gone", async () => {
  await fc.assert(
    fc.asyncProperty(history, policy, async (told, policy) => {
      const world = makeWorld(policy)
      try {
        const members = new Map<string, ReadonlyArray<string>>()
        const ambiguous = new Set<string>()
        for (const [i, event] of told.entries()) {
          await world.tell(event, i)
          const answers = await world.run(answersTo(new Set(members.keys())))
          for (const [id, answer] of answers) {
            if (answer !== "ambiguous") members.set(id, answer)
            else if (!ambiguous.has(id)) expect(await world.run(standing(members.get(id) ?? [])), id).toEqual([])
            // For good, also when a CRM says later that those who shared its identifiers are one.
            if (answer === "ambiguous") ambiguous.add(id)
            else expect(ambiguous.has(id), id).toBe(false)
          }
        }
      } finally {
        await world.close()
      }
    }),
    parameters,
  )
})

/** Identifiers of whoever an id stands for now. */
const answersTo = Effect.fnUntraced(function* (known: ReadonlySet<string>) {
  const persons = new Map((yield* allOf(Persons)).map(({ id, body }) => [id, body]))
  const ids = new Set([...known, ...persons.keys()])
  return [...ids].map((id): [string, "ambiguous" | ReadonlyArray<string>] => {
    let person = persons.get(id)
    // Whom tier 2 held an anonymous visitor for may have been merged since: one step more for each merge.
    while (person?.state === "alias") person = persons.get(person.of)
    if (person?.state === "ambiguous") return [id, "ambiguous"]
    if (person?.state !== "current") throw new Error(`${id} answers nothing`)
    return [id, person.identifiers.map(({ key }) => key)]
  })
})

const standing = Effect.fnUntraced(function* (keys: ReadonlyArray<string>) {
  const held = new Set((yield* allOf(Components)).flatMap(({ body }) => Object.keys(body.identifiers)))
  return keys.filter((key) => held.has(key))
})
