import { Documents } from "@kith/core/documents/Documents"
import { asserted, eventOf } from "@kith/core/identity/fixtures/Event"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { decideEvent } from "./DecideEvent.ts"
import { talkingWorld } from "./fixtures/TalkingWorld.ts"

const desk = asserted("phone", "+4930000")
const record = (id: string) => asserted("crm.salesforce", id)
/** The CRM has made one contact of two: who the desk belongs to is counted anew, though three still call from it. */
const merge = eventOf("merge", [record("003a"), { ...record("003c"), former: true }])

let world: ReturnType<typeof talkingWorld>
beforeEach(async () => {
  world = talkingWorld()
  for (const id of ["003a", "003b", "003c", "003d"]) await world.say(`call-${id}`, { identifiers: [desk, record(id)] })
  await world.say("call-unnamed", { identifiers: [desk] })
})
afterEach(() => world.dispose())

/** Decides the merge, and commits it when another event has been resolved; whether it has to start again. */
const mergeBeside = async (other?: () => Promise<unknown>) => {
  const { commit } = await world.runPromise(decideEvent(merge))
  await other?.()
  const committed = Documents.use((documents) => documents.commit(commit))
  return world.runPromise(
    committed.pipe(
      Effect.as("committed"),
      Effect.catchTag("DocumentsHaveMoved", ({ _tag }) => Effect.succeed(_tag)),
    ),
  )
}
const again = (interactionId: string, saying: Partial<InteractionObserved>) => () => world.say(interactionId, saying)

describe("A merge of two records that say a shared identifier", () => {
  it("starts again if one who said that identifier says anything else meanwhile", async () => {
    const earlier = again("call-unnamed", { kind: "updated", identifiers: [desk], traits: [] })
    await expect(mergeBeside(earlier)).resolves.toBe("DocumentsHaveMoved")
  })

  it("starts again if somebody says that identifier for the first time meanwhile", async () => {
    const first = again("call-unnamed-2", { identifiers: [desk] })
    await expect(mergeBeside(first)).resolves.toBe("DocumentsHaveMoved")
  })

  it("goes through whatever is said elsewhere", async () => {
    await expect(mergeBeside(again("elsewhere", { identifiers: [asserted("email", "x@example.com")] }))).resolves.toBe(
      "committed",
    )
  })
})
