import { Documents } from "@kith/core/documents/Documents"
import type { Disposition } from "@kith/core/message/Disposition"
import { Topics } from "@kith/core/topics/Topics"
import { Effect, Logger } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { reportLedger } from "./AnswerLedger.ts"
import { openWorld, type World } from "./fixtures/World.ts"

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

const ledger = async () => (await world.ask("GET /ledger", { scope: "operations" })).body
const accept = (acceptId: string) =>
  world.run(Topics.use((topics) => topics.publish("interaction-opened", [{ data: { acceptId } }], { accepted: 1 })))
const count = (counts: Record<string, number>, endings: ReadonlyArray<readonly [string, Disposition]> = []) =>
  world.run(
    Documents.use((documents) =>
      documents.commit({
        writes: [],
        counts,
        endings: endings.map(([acceptId, disposition]) => ({ acceptId, disposition })),
      }),
    ),
  )

describe("the ledger", () => {
  it("adds up with what is still queued", async () => {
    await accept("a")
    await accept("b")
    await count({ "rejected.invalid": 2, "rejected.tooLarge": 1 }, [["a", "applied"]])
    expect(await ledger()).toEqual({
      accepted: 2,
      applied: 1,
      duplicate: 0,
      irrelevant: 0,
      refused: 0,
      suppressed: 0,
      deadLettered: 0,
      pending: 1,
      rejected: { invalid: 2, unauthenticated: 0, tooLarge: 1, shed: 0 },
      balanced: true,
      lagSeconds: 0,
    })
  })

  it("says so when an accepted event is nowhere", async () => {
    await count({ accepted: 1 })
    expect(await ledger()).toMatchObject({ accepted: 1, pending: 0, balanced: false })
  })

  it("says so when more ended than were accepted", async () => {
    await count({ accepted: 1 }, [
      ["a", "applied"],
      ["b", "irrelevant"],
    ])
    expect(await ledger()).toMatchObject({ balanced: false })
  })

  it("is written to the log for the monitoring, loudly when it is out of balance", async () => {
    const lines: Array<unknown> = []
    const logger = Logger.layer([Logger.make(({ logLevel, message }) => lines.push([logLevel, message]))])
    await count({ accepted: 1 })
    await world.run(Effect.provide(reportLedger(), logger))
    await count({}, [["a", "applied"]])
    await world.run(Effect.provide(reportLedger(), logger))
    const entry = (fields: object) => ({ message: "ledger", fields: expect.objectContaining(fields) })
    expect(lines).toMatchObject([
      ["Error", [entry({ accepted: 1, applied: 0, balanced: false })]],
      ["Info", [entry({ accepted: 1, applied: 1, pending: 0, balanced: true })]],
    ])
  })
})
