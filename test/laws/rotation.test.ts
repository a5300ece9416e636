import { erasePerson } from "@kith/console/ErasePerson"
import { findPerson } from "@kith/console/FindPerson"
import { Components, Identifiers } from "@kith/core/documents/Collections"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { renameIdentifiers } from "@kith/core/graph/RenameIdentifiers"
import { type Identifier, type Key, kindOf } from "@kith/core/identifier/Identifier"
import { type Keyring, makeKeyring } from "@kith/core/identifier/Keyring"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { Effect } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { identifierOf, policy, type Told } from "./history.ts"
import { oracle } from "./oracle.ts"
import { allOf, graph, residue } from "./picture.ts"
import { parameters } from "./runs.ts"
import { history } from "./scenes.ts"
import { makeWorld, store } from "./world.ts"

const [first, second] = ["the pepper that everything began with", "the pepper that came after the first one"]
const before = makeKeyring(first, [], second)
const after = makeKeyring(second, [first])
const alone = makeKeyring(second)

/** A keyring that is exchanged while the world runs: what a roll-out does to its processes, one after the other. */
const exchangeable = () => {
  let now: Keyring = before
  const keys: Keyring = {
    keyOf: (identifier) => now.keyOf(identifier),
    keysOf: (identifier) => now.keysOf(identifier),
    digest: (purpose, text) => now.digest(purpose, text),
    firstDigest: (purpose, text) => now.firstDigest(purpose, text),
    secretsFor: (purpose) => now.secretsFor(purpose),
  }
  return {
    keys,
    exchange: (other: Keyring) => {
      now = other
    },
  }
}

/** Page after page, until the store has no more. */
const renameAll = Effect.gen(function* () {
  let next: string | undefined
  let renamed = 0
  do {
    const page = yield* renameIdentifiers(next)
    renamed += page.renamed
    next = page.next
  } while (next !== undefined)
  return renamed
})

const known = Effect.map(allOf(Components), (components) =>
  components.flatMap(({ body }) =>
    Object.entries(body.identifiers).map(([key, { value }]): Identifier => ({ kind: kindOf(key as Key), value })),
  ),
)

/**
 * Without conferences: what an agent said before there was a second customer, and nobody else did, the graph forgets, and
 * with it the form that it was hashed to.
 */
const calls = history
  .map((told) => told.filter(({ participant }) => participant === undefined))
  .filter((told) => told.length > 0)

/** Each by the form that it was first hashed to: those that the first part says by the first pepper's. */
const keyOfFirst = (told: ReadonlyArray<Told>) => {
  const early = new Set(told.flatMap(({ says }) => says))
  return ({ kind, value }: { kind: string; value: string }) =>
    (early.has(value) ? before : after).keyOf({ kind, value } as Identifier)
}

test("a change of peppers and a re-keying under traffic move nobody, and lose nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      calls,
      policy,
      fc.nat(),
      fc.integer({ min: 1, max: 4 }),
      store,
      async (told, policy, cut, atOnce, store) => {
        const { keys, exchange } = exchangeable()
        const world = makeWorld(policy, { keys, store })
        try {
          const early = told.slice(0, cut % (told.length + 1))
          const late = told.slice(early.length)
          for (const [i, event] of early.entries()) await world.tell(event, i)
          exchange(after)
          const renaming = world.run(renameAll)
          for (let i = 0; i < late.length; i += atOnce)
            await Promise.all(late.slice(i, i + atOnce).map((event, j) => world.tell(event, early.length + i + j)))
          await renaming
          await world.run(renameAll)
          // Events at once come in any order, so whichever was hashed first: the early ones were before all.
          expect(await world.run(graph)).toEqual(oracle(told, policy, keyOfFirst(early)))
          expect(await world.run(residue)).toEqual([])
          // Whoever holds the new pepper only, still finds everybody.
          const people = await world.run(known)
          const found = await world.run(Effect.forEach(people, findPerson))
          exchange(alone)
          const foundAlone = await world.run(Effect.forEach(people.filter(isNamed), findPerson))
          expect(foundAlone.map(idOf)).toEqual(found.filter((_, i) => isNamed(people[i] as Identifier)).map(idOf))
          exchange(after)
          expect(await world.run(renameAll)).toBe(0)
        } finally {
          await world.close()
        }
      },
    ),
    parameters,
  )
})

const isNamed = ({ kind }: Identifier) => kind !== "interaction"
const idOf = (found: { readonly _tag: string; readonly customerId?: string }) => found.customerId ?? found._tag

test("processes that hold the two peppers the one and the other way round make one graph", async () => {
  await fc.assert(
    fc.asyncProperty(
      calls,
      policy,
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      store,
      async (told, policy, turns, store) => {
        const { keys, exchange } = exchangeable()
        const world = makeWorld(policy, { keys, store })
        try {
          const firstForm = new Map<string, Keyring>()
          for (const [i, event] of told.entries()) {
            const now = turns[i] === true ? after : before
            exchange(now)
            for (const name of event.says) if (!firstForm.has(name)) firstForm.set(name, now)
            await world.tell(event, i)
          }
          const keyOf = ({ kind, value }: { kind: string; value: string }) =>
            (firstForm.get(value) ?? before).keyOf({ kind, value } as Identifier)
          expect(await world.run(graph)).toEqual(oracle(told, policy, keyOf))
          expect(await world.run(residue)).toEqual([])
        } finally {
          await world.close()
        }
      },
    ),
    parameters,
  )
})

test("who is erased after the change is forgotten under both peppers, and who was before it stays so", async () => {
  const { keys, exchange } = exchangeable()
  const world = makeWorld(defaultLinkingPolicy, { keys })
  try {
    const event: Told = { interaction: "i1", at: 1, kind: "opened", says: ["e1", "p1"], links: [] }
    await world.tell(event, 1)
    await world.tell({ ...event, interaction: "i2", says: ["e2"] }, 2)
    const erase = (name: string) => world.run(erasePerson({ subject: identifierOf(name), dryRun: false }, []))
    await erase("e2")
    exchange(after)
    await world.run(renameAll)
    await erase("e1")
    const isForgotten = (name: string) =>
      world.run(
        Effect.map(askDeleteList({ identifiers: [identifierOf(name)], interactionIds: [] }), ({ identifier }) =>
          identifier(identifierOf(name)),
        ),
      )
    for (const keyring of [before, after]) {
      exchange(keyring)
      expect(await Promise.all(["e1", "p1", "e2"].map(isForgotten))).toEqual([true, true, true])
    }
    exchange(alone)
    expect(await Promise.all(["e1", "p1"].map(isForgotten))).toEqual([true, true])
    const states = (await world.run(allOf(Identifiers))).map(({ body }) => body.state)
    expect(new Set(states)).toEqual(new Set(["tombstone"]))
  } finally {
    await world.close()
  }
})
