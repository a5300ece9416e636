import { Interactions, Persons } from "@kith/core/documents/Collections"
import { expireInteraction } from "@kith/core/graph/ExpireInteractions"
import fc from "fast-check"
import { expect, test } from "vitest"
import { history, policy, type Told } from "./history.ts"
import { oracle } from "./oracle.ts"
import { numRuns, parameters } from "./runs.ts"
import { allOf, graph, keyring, makeWorld, residue } from "./world.ts"

const keyOf = keyring.keyOf as (identifier: { kind: string; value: string }) => string

test("the graph after an interaction's expiry is that of the history without it, and every id still answers", async () => {
  await fc.assert(
    fc.asyncProperty(history, policy, fc.nat(), async (told, policy, pick) => {
      const { interaction } = told[pick % told.length] as Told
      const world = makeWorld(policy)
      try {
        for (const [i, event] of told.entries()) await world.tell(event, i)
        const before = (await world.run(allOf(Persons))).map(({ id }) => id)
        await world.run(expireInteraction(interaction))
        const without = told.filter((event) => event.interaction !== interaction)
        expect(await world.run(graph)).toEqual(oracle(without, policy, keyOf))
        expect(await world.run(residue)).toEqual([])
        expect((await world.run(allOf(Interactions))).map(({ id }) => id)).not.toContain(interaction)
        const persons = await world.run(allOf(Persons))
        expect(JSON.stringify(persons)).not.toContain(`"interactionId":"${interaction}"`)
        const answers = new Set(persons.map(({ id }) => id))
        expect(before.filter((id) => !answers.has(id))).toEqual([])
      } finally {
        await world.close()
      }
    }),
    { ...parameters, numRuns: Math.ceil(numRuns / 4) },
  )
})
