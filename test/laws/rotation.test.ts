import { erasePerson } from "@kith/console/ErasePerson"
import { findPerson } from "@kith/console/FindPerson"
import { Components, Erasures, Identifiers, Interactions, Persons } from "@kith/core/documents/Collections"
import { askDeleteList } from "@kith/core/documents/DeleteList"
import { expireInteraction } from "@kith/core/graph/ExpireInteractions"
import { renameIdentifiers } from "@kith/core/graph/RenameIdentifiers"
import { type Identifier, type Key, kindOf } from "@kith/core/identifier/Identifier"
import { type Keyring, makeKeyring } from "@kith/core/identifier/Keyring"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { forgetPerson } from "@kith/resolver/ForgetPerson"
import { Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it, test } from "vitest"
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
    isCurrent: (key) => now.isCurrent(key),
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

/** An identifier as a document says it; as a trait its text may be somebody else's word. */
const identifying = (name: string) => `"kind":"${identifierOf(name).kind}","value":"${name}"`

/** Names that lead nowhere: of an identifier that went, nothing may be left. */
const strayNames = Effect.map(allOf(Identifiers), (identifiers) => {
  const there = new Set(identifiers.map(({ id }) => id))
  return identifiers.flatMap(({ id, body }) => (body.state === "renamed" && !there.has(body.to) ? [id] : []))
})

const known = Effect.map(allOf(Components), (components) =>
  components.flatMap(({ body }) =>
    Object.entries(body.identifiers).map(([key, { value }]): Identifier => ({ kind: kindOf(key as Key), value })),
  ),
)

/** What the graph knows each identifier by: one of its two forms, and never both. */
const formsKnown = (told: ReadonlyArray<Told>) =>
  Effect.map(allOf(Identifiers), (identifiers) => {
    const names = told.flatMap(({ says }) => says)
    const known = new Set(identifiers.flatMap(({ id, body }) => (isKnown(body) ? [id] : [])))
    const formsOf = (identifier: Identifier) => [before, after].map((keyring) => keyring.keyOf(identifier))
    return {
      twice: [...new Set(names.map(identifierOf))].filter((one) => formsOf(one).every((form) => known.has(form))),
      keyOf: ({ kind, value }: { kind: string; value: string }) => {
        const forms = formsOf({ kind, value } as Identifier)
        return forms.find((form) => known.has(form)) ?? (forms[0] as string)
      },
    }
  })

const isKnown = ({ state }: { readonly state: string }) => state === "pointer" || state === "shared"

test("a change of peppers and a re-keying under traffic move nobody, and lose nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
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
          const ids = (await world.run(allOf(Persons))).map(({ id }) => id)
          exchange(after)
          const renaming = world.run(renameAll)
          for (let i = 0; i < late.length; i += atOnce)
            await Promise.all(late.slice(i, i + atOnce).map((event, j) => world.tell(event, early.length + i + j)))
          await renaming
          await world.run(renameAll)
          expect(await world.run(strayNames)).toEqual([])
          const answering = new Set((await world.run(allOf(Persons))).map(({ id }) => id))
          expect(ids.filter((id) => !answering.has(id))).toEqual([])
          const { twice, keyOf } = await world.run(formsKnown(told))
          expect(twice).toEqual([])
          expect(await world.run(graph)).toEqual(oracle(told, policy, keyOf))
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
      history,
      policy,
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      store,
      async (told, policy, turns, store) => {
        const { keys, exchange } = exchangeable()
        const world = makeWorld(policy, { keys, store })
        try {
          for (const [i, event] of told.entries()) {
            exchange(turns[i] === true ? after : before)
            await world.tell(event, i)
          }
          const { twice, keyOf } = await world.run(formsKnown(told))
          expect(twice).toEqual([])
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
    expect(await world.run(strayNames)).toEqual([])
    const states = (await world.run(allOf(Identifiers))).map(({ body }) => body.state)
    expect(new Set(states)).toEqual(new Set(["tombstone"]))
  } finally {
    await world.close()
  }
})

test("whoever is erased after a change is gone from what was said under either pepper", async () => {
  await fc.assert(
    fc.asyncProperty(history, policy, fc.nat(), fc.nat(), fc.boolean(), async (told, policy, cut, pick, renaming) => {
      const { keys, exchange } = exchangeable()
      const world = makeWorld(policy, { keys })
      try {
        const early = cut % (told.length + 1)
        for (const [i, event] of told.entries()) {
          if (i === early) exchange(after)
          await world.tell(event, i)
        }
        exchange(after)
        if (renaming) await world.run(renameAll)
        const persons = (await world.run(allOf(Components))).flatMap(({ body }) => body.persons)
        const person = persons[pick % persons.length]
        if (person === undefined) return
        const answer = await world.run(erasePerson({ subject: { customerId: person.id }, dryRun: false }, []))
        const { erasureId } = answer.body as { erasureId: string }
        await world.run(forgetPerson({ schema: 1, erasureId }))
        const [erasure] = await world.run(allOf(Erasures))
        const tombstones = new Set<string>([...(erasure?.body.keys ?? []), ...(erasure?.body.forms ?? [])])
        const gone = [...new Set(told.flatMap(({ says }) => says))].filter((name) =>
          tombstones.has(before.keyOf(identifierOf(name))),
        )
        const left = [Components, Interactions, Persons].map((collection) => allOf<unknown>(collection))
        const bodies = (await Promise.all(left.map((all) => world.run(all))))
          .flat()
          .map(({ body }) => JSON.stringify(body))
        expect(gone.filter((name) => bodies.some((body) => body.includes(identifying(name))))).toEqual([])
        expect([...tombstones].filter((key) => bodies.some((body) => body.includes(key)))).toEqual([])
        expect(await world.run(residue)).toEqual([])
      } finally {
        await world.close()
      }
    }),
    parameters,
  )
})

test("an identifier that goes with its last interaction takes its names along", async () => {
  await fc.assert(
    fc.asyncProperty(history, policy, async (told, policy) => {
      const { keys, exchange } = exchangeable()
      const world = makeWorld(policy, { keys })
      try {
        for (const [i, event] of told.entries()) await world.tell(event, i)
        exchange(after)
        await world.run(renameAll)
        for (const { interaction } of told) await world.run(expireInteraction(interaction))
        expect(await world.run(allOf(Identifiers))).toEqual([])
      } finally {
        await world.close()
      }
    }),
    parameters,
  )
})

describe("An agent's words in a conference, which identify nobody, said under the pepper of before", () => {
  const conference = (id: string, role: "customer" | "unknown", says: ReadonlyArray<string>): Told => ({
    ...{ interaction: "c1", participant: { id, role }, at: 1, kind: "opened", says, links: [] },
  })
  /** Two customers, and what the agent said of somebody who is known by it only after the change. */
  const tellAll = async () => {
    const { keys, exchange } = exchangeable()
    const world = makeWorld(defaultLinkingPolicy, { keys })
    const early = [conference("ben", "customer", ["e2"]), conference("anna", "customer", ["e3"])]
    for (const [i, event] of [...early, conference("agent", "unknown", ["e1"])].entries()) await world.tell(event, i)
    exchange(after)
    const later: Told = { interaction: "i1", at: 2, kind: "opened", says: ["e1", "p1"], links: [] }
    await world.tell(later, 9)
    const forget = async (name: string) => {
      const answer = await world.run(erasePerson({ subject: identifierOf(name), dryRun: false }, []))
      await world.run(forgetPerson({ schema: 1, ...(answer.body as { erasureId: string }) }))
    }
    return { ...world, told: [...early, later], forget }
  }

  it("are that person's once they are the other customer's", async () => {
    const world = await tellAll()
    await world.forget("e2")
    const { twice, keyOf } = await world.run(formsKnown(world.told))
    expect(twice).toEqual([])
    const { persons } = await world.run(graph)
    expect(persons).toEqual([
      ["e1", "e3", "p1"]
        .map((name) => keyOf(identifierOf(name)))
        .sort()
        .join(" "),
    ])
    await world.close()
  })

  it("are forgotten with that person", async () => {
    const world = await tellAll()
    await world.forget("p1")
    const [c1] = await world.run(Effect.map(allOf(Interactions), (all) => all.filter(({ id }) => id === "c1")))
    expect(JSON.stringify(c1?.body)).toContain(identifying("e3"))
    expect(JSON.stringify(c1?.body)).not.toContain(identifying("e1"))
    await world.close()
  })
})
