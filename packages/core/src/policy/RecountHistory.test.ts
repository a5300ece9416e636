import { Effect, Layer, ManagedRuntime } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Components, Persons, Untold } from "../documents/Collections.ts"
import { Documents } from "../documents/Documents.ts"
import { Sqlite } from "../documents/Sqlite.ts"
import * as SqliteDocuments from "../documents/SqliteDocuments.ts"
import { graphWrites } from "../graph/GraphWrites.ts"
import { componentsIn, nothingRead, readComponents } from "../graph/LoadEvidence.ts"
import { settingFor } from "../graph/SettingFor.ts"
import { recordsOf } from "../graph/WithoutForgotten.ts"
import { Keys, makeKeyring } from "../identifier/Keyring.ts"
import { foldEvent } from "../identity/Fold.ts"
import { asserted, eventOf } from "../identity/fixtures/Event.ts"
import { defaultLinkingPolicy } from "../identity/Policy.ts"
import { resolve } from "../identity/Resolve.ts"
import { say } from "../telemetry/Harmless.ts"
import { TopicIsUnavailable, Topics } from "../topics/Topics.ts"
import { activatePolicy, readInForce } from "./ActivatePolicy.ts"
import { recountHistory } from "./RecountHistory.ts"

const keyring = makeKeyring("a pepper of this test")
let [told, isDown]: [Array<unknown>, boolean] = [[], false]
const topics = Topics.of({
  publish: (topic, messages) =>
    isDown
      ? Effect.fail(new TopicIsUnavailable({ topic, reason: say`down` }))
      : Effect.sync(() => void told.push(...messages.map(({ data }) => data))),
})
const makeRuntime = () =>
  ManagedRuntime.make(
    Layer.mergeAll(
      SqliteDocuments.layer.pipe(Layer.provide(Sqlite.layer(":memory:"))),
      Layer.succeed(Keys, keyring),
      Layer.succeed(Topics, topics),
    ),
  )
let runtime: ReturnType<typeof makeRuntime>
beforeEach(async () => {
  ;[told, isDown] = [[], false]
  runtime = makeRuntime()
  await runtime.runPromise(hear("eve", "eve@example.com"))
  await runtime.runPromise(hear("otto", "otto@example.com"))
})
afterEach(() => runtime.dispose())

/** As the resolver takes it in: two people who share a phone. */
const hear = Effect.fnUntraced(function* (id: string, email: string) {
  const said = [asserted("email", email), asserted("phone", "+4930111")]
  const keyed = said.map((one) => ({ ...one, key: keyring.keyOf(one) }))
  const read = nothingRead()
  yield* readComponents(
    read,
    keyed.map(({ key }) => key),
    [],
  )
  const evidence = { components: componentsIn(read), identifiers: recordsOf(read) }
  const setting = settingFor(defaultLinkingPolicy, keyring, id, 1_000)
  const resolved = resolve([foldEvent(undefined, eventOf(id, said), keyed)], evidence, setting)
  yield* (yield* Documents).commit({ writes: graphWrites(resolved, read, keyring) })
})

const { kinds } = defaultLinkingPolicy
const activate = (email: number) => {
  const phone = { ...kinds.phone, anchors: { ...kinds.phone.anchors, email } }
  const policy = { ...defaultLinkingPolicy, kinds: { ...kinds, phone } }
  return activatePolicy({ policy, who: "ann", reason: "to see" }, false)
}
const all = <A>(collection: Parameters<Documents["Service"]["list"]>[0]) =>
  runtime.runPromise(Documents.use((documents) => documents.list(collection, { limit: 500 }))) as Promise<
    ReadonlyArray<{ readonly id: string; readonly body: A }>
  >
const people = async () =>
  (await all<{ readonly state: string }>(Persons)).filter(({ body }) => body.state === "current").length

describe("History", () => {
  it("is left alone where nobody has activated anything", async () => {
    const before = await all(Components)
    expect(await runtime.runPromise(recountHistory(1_000))).toBe(0)
    expect(await all(Components)).toEqual(before)
  })

  it("is counted anew, page by page, until nothing of it is old", async () => {
    expect(await people()).toBe(1)
    await runtime.runPromise(activate(1))
    expect(await runtime.runPromise(recountHistory(0))).toBe(1)
    for (let page = 0; page < 7; page++) await runtime.runPromise(recountHistory(0))
    expect(await people()).toBe(2)
    expect(await all<{ readonly countedUnder: number }>(Components)).toMatchObject([
      { body: { countedUnder: 2 } },
      { body: { countedUnder: 2 } },
    ])
    expect((await runtime.runPromise(readInForce))?.body.recount).toMatchObject({ found: 1, done: 1, walk: "resting" })
    expect(told.length).toBeGreaterThanOrEqual(2)
  })

  it("is counted though nobody can be told, whom the sweep tells of later", async () => {
    await runtime.runPromise(activate(1))
    isDown = true
    await expect(runtime.runPromise(recountHistory(60_000))).rejects.toThrow("down")
    expect(await people()).toBe(2)
    expect(await all<{ readonly persons: ReadonlyArray<unknown> }>(Untold)).toMatchObject([
      { body: { persons: [{}, {}] } },
    ])
    isDown = false
    await runtime.runPromise(recountHistory(60_000))
    expect((await runtime.runPromise(readInForce))?.body.recount.walk).toBe("resting")
  })

  it("follows the one that was activated last", async () => {
    await runtime.runPromise(activate(1))
    await runtime.runPromise(recountHistory(0))
    await runtime.runPromise(activate(2))
    await runtime.runPromise(recountHistory(60_000))
    expect(await people()).toBe(1)
    expect((await runtime.runPromise(readInForce))?.body).toMatchObject({ version: 3, previous: 2 })
  })
})
