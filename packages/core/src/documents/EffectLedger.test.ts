import { Cause, Context, Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { VendorIsUnavailable } from "../http/Vendor.ts"
import { say } from "../telemetry/Harmless.ts"
import { type EffectRecord, Effects } from "./Collections.ts"
import { type Ref as DocumentRef, Documents, DocumentsHaveMoved, type Snapshot, type Version } from "./Documents.ts"
import { type Applied, applyOnce, type Outcome, type Wanted } from "./EffectLedger.ts"

/** How long a call of the store takes, or that the process dies there; each handler has its own. */
const Pause = Context.Reference<Effect.Effect<void>>("test/Pause", { defaultValue: () => Effect.void })
const pause = Effect.flatten(Pause)

const makeStore = () => {
  const stored = new Map<string, Snapshot<EffectRecord>>()
  let writes = 0
  const put = (body: EffectRecord, id = "crm:a") =>
    stored.set(id, { id, version: String(++writes) as Version, body: Effects.schema.parse(body) })
  const layer = Layer.mock(Documents, {
    getMany: <A>(refs: ReadonlyArray<DocumentRef<A>>) =>
      Effect.map(pause, () => refs.map(({ id }) => stored.get(id) as Snapshot<A> | undefined)),
    commit: ({ writes: [write] }) =>
      Effect.flatMap(pause, () => {
        if (write?.op !== "put") return Effect.die(new Error("the ledger puts one document"))
        const moved = (stored.get(write.ref.id)?.version ?? "absent") !== write.seen
        if (moved) return Effect.fail(new DocumentsHaveMoved({ collections: Effects.name }))
        return Effect.sync(() => void put(write.body as EffectRecord, write.ref.id))
      }),
  })
  return { layer, put, record: () => stored.get("crm:a")?.body }
}

const run = <A, E>(effect: Effect.Effect<A, E>) => Effect.runPromise(effect.pipe(Effect.provide(TestClock.layer())))

/** Runs an effect to its end while the clock moves on as far as it needs, a day at most. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    for (let steps = 0; fiber.pollUnsafe() === undefined && steps < 24 * 720; steps++)
      yield* TestClock.adjust("5 seconds")
    return yield* Fiber.join(fiber)
  })

const place = (holder: string) => ({ system: say`crm`, subject: "a", holder })
const wanted = (version: number, digest: string): Wanted<string> => ({ version, digest, payload: digest })
const unavailable = new VendorIsUnavailable({ system: say`crm`, reason: say`down` })

/** Applies `states` one after the other and answers how each ended. */
const sequence = (
  states: ReadonlyArray<Wanted<string> | undefined>,
  apply: (payload: string) => Effect.Effect<Applied, VendorIsUnavailable> = () => Effect.succeed({}),
) => {
  const store = makeStore()
  const steps = Effect.forEach(states, (state, i) =>
    applyOnce(place(`h${i}`), () => Effect.succeed(state), apply).pipe(
      Effect.catch((error) => Effect.succeed(error._tag)),
    ),
  )
  return { store, outcomes: run(inTime(steps).pipe(Effect.provide(store.layer))) }
}

describe("applyOnce", () => {
  it.each<[string, ReadonlyArray<Wanted<string> | undefined>, ReadonlyArray<Outcome>]>([
    ["applies a first state", [wanted(1, "x")], ["applied"]],
    ["applies each new state", [wanted(1, "x"), wanted(2, "y")], ["applied", "applied"]],
    ["skips a repetition", [wanted(1, "x"), wanted(1, "x")], ["applied", "unchanged"]],
    ["skips a higher version that changes nothing", [wanted(1, "x"), wanted(5, "x")], ["applied", "unchanged"]],
    ["drops an older version", [wanted(2, "y"), wanted(1, "x")], ["applied", "stale"]],
    ["has nothing to apply for a subject that is no more", [undefined], ["stale"]],
  ])("%s", async (_title, states, outcomes) => {
    expect(await sequence(states).outcomes).toEqual(outcomes)
  })

  it.each(["expired", "forgotten"] as const)("takes nothing more for a subject that is %s", async (status) => {
    const { outcomes, store } = sequence([wanted(1, "x"), wanted(2, "y")], () => Effect.succeed({ status }))
    expect(await outcomes).toEqual(["applied", "closed"])
    expect(store.record()).toMatchObject({ status, version: 1 })
  })

  it("begins anew once a record is undone, and remembers which one it was", async () => {
    let calls = 0
    const { outcomes, store } = sequence([wanted(1, "x"), wanted(2, "y"), wanted(2, "y")], () => {
      calls += 1
      return Effect.succeed(calls === 2 ? { undone: true } : { recordId: `record-${calls}` })
    })
    expect(await outcomes).toEqual(["applied", "undone", "applied"])
    expect(store.record()).toMatchObject({ status: "applied", version: 2, recordId: "record-3" })
    const { outcomes: once, store: left } = sequence([wanted(1, "x")], () => Effect.succeed({ undone: true }))
    expect(await once).toEqual(["undone"])
    expect(left.record()).toMatchObject({ status: "none", digest: "" })
    expect(left.record()).not.toHaveProperty("lease")
  })

  it("tells a state again only for a record that it was not told to and not tried with", async () => {
    const at = (place: string | undefined, version = 1) => ({ ...wanted(version, "x"), place })
    const { outcomes, store } = sequence([at(undefined), at("own"), at("other"), at("other"), at("own", 2)], () =>
      Effect.succeed({ recordId: "own" }),
    )
    expect(await outcomes).toEqual(["applied", "unchanged", "applied", "unchanged", "unchanged"])
    expect(store.record()).toMatchObject({ recordId: "own", sought: "other" })
  })

  it("knows what it may have written into a field while the answer is out, and forgets it with the record", async () => {
    const marked = (version: number, mark: string) => ({ ...wanted(version, mark), marks: () => ({ email: mark }) })
    const seen: Array<EffectRecord["wrote"]> = []
    const answers: ReadonlyArray<Effect.Effect<Applied, VendorIsUnavailable>> = [
      Effect.succeed({ recordId: "own" }),
      Effect.fail(unavailable),
      Effect.succeed({ undone: true }),
    ]
    const { outcomes, store } = sequence([marked(1, "x"), marked(2, "y"), marked(3, "z")], () => {
      seen.push(store.record()?.wrote)
      return answers[seen.length - 1] ?? Effect.succeed({})
    })
    expect(await outcomes).toEqual(["applied", "VendorIsUnavailable", "undone"])
    expect(seen).toEqual([{ email: ["x"] }, { email: ["x", "y"] }, { email: ["x", "y", "z"] }])
    expect(store.record()).not.toHaveProperty("wrote")
  })

  it("does not ask again for what the other system's limits refused, until the state changes", async () => {
    const { outcomes } = sequence([wanted(1, "x"), wanted(1, "x"), wanted(2, "y")], () =>
      Effect.succeed({ status: "refused", reason: say`too large` }),
    )
    expect(await outcomes).toEqual(["applied", "unchanged", "applied"])
  })

  it("gives the lease back when the call fails, and applies the next time whatever was recorded before", async () => {
    const answers = [Effect.succeed({ recordId: "003" }), Effect.fail(unavailable), Effect.succeed({})]
    const { outcomes, store } = sequence(
      [wanted(1, "x"), wanted(2, "y"), wanted(3, "x")],
      () => answers.shift() ?? Effect.die("no fourth call"),
    )
    expect(await outcomes).toEqual(["applied", "VendorIsUnavailable", "applied"])
    expect(store.record()).toEqual({ schema: 1, version: 3, digest: "x", status: "applied", recordId: "003", at: 0 })
  })

  it("waits for another handler's lease a while, and then leaves the message to a redelivery", async () => {
    const store = makeStore()
    const lease = { holder: "other", until: 120_000 }
    store.put({ schema: 1, version: 1, digest: "", lease, status: "applied", at: 0 })
    const attempt = applyOnce(
      place("me"),
      () => Effect.succeed(wanted(2, "y")),
      () => Effect.succeed({}),
    )
    const error = await run(inTime(Effect.flip(attempt)).pipe(Effect.provide(store.layer)))
    expect(error._tag).toBe("EffectIsUnderWay")
    expect(store.record()?.lease).toEqual(lease)
  })

  it("does not stand by where another handler has been at it for long", async () => {
    const store = makeStore()
    store.put({
      schema: 1,
      version: 1,
      digest: "",
      lease: { holder: "other", until: 115_000 },
      status: "applied",
      at: 0,
    })
    const attempt = applyOnce(
      place("me"),
      () => Effect.succeed(wanted(2, "y")),
      () => Effect.succeed({}),
    )
    const error = await run(Effect.flip(attempt).pipe(Effect.provide(store.layer)))
    expect(error._tag).toBe("EffectIsUnderWay")
  })

  it("applies again after a crash, once the lease ran out, even what had been recorded", async () => {
    const store = makeStore()
    const test = Effect.gen(function* () {
      const once = (holder: string, state: Wanted<string>, apply: Effect.Effect<Applied>) =>
        applyOnce(
          place(holder),
          () => Effect.succeed(state),
          () => apply,
        )
      yield* once("h1", wanted(1, "x"), Effect.succeed({}))
      const crashed = yield* Effect.exit(once("h2", wanted(2, "y"), Effect.die("crash")))
      expect(Exit.isFailure(crashed) && Cause.hasDies(crashed.cause)).toBe(true)
      yield* TestClock.adjust("2 minutes")
      return yield* once("h3", wanted(3, "x"), Effect.succeed({}))
    })
    expect(await run(test.pipe(Effect.provide(store.layer)))).toBe("applied")
    expect(store.record()).toMatchObject({ version: 3, digest: "x" })
  })

  it("stops a call a minute before its lease runs out, which is as far as clocks may be apart", async () => {
    const store = makeStore()
    const test = Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        Effect.exit(
          applyOnce(
            place("h"),
            () => Effect.succeed(wanted(1, "x")),
            () => Effect.never,
          ),
        ),
      )
      yield* TestClock.adjust("59 seconds")
      return fiber.pollUnsafe()
    })
    expect(await run(test.pipe(Effect.provide(store.layer)))).toBeDefined()
    expect(store.record()).toMatchObject({ digest: "", lease: { holder: "h" } })
  })

  it("trusts no record that was made while it slept past its own lease", async () => {
    const store = makeStore()
    const overslept = Effect.sync(() => {
      store.put({ schema: 1, version: 2, digest: "y", status: "applied", at: 61_000 })
      return {}
    })
    const attempt = applyOnce(
      place("h"),
      () => Effect.succeed(wanted(1, "x")),
      () => overslept,
    )
    const error = await run(Effect.flip(attempt).pipe(Effect.provide(store.layer)))
    expect(error._tag).toBe("EffectIsUnderWay")
    expect(store.record()).toMatchObject({ version: 2, digest: "" })
  })
})

/** One attempt to deliver a message: how long its steps take, and what goes wrong. */
const Attempt = fc.record({
  pauses: fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 8 }),
  crashAt: fc.option(fc.integer({ min: 0, max: 8 }), { nil: Number.POSITIVE_INFINITY }),
  loseAnswer: fc.boolean(),
})
type Attempt = typeof Attempt extends fc.Arbitrary<infer A> ? A : never
const calm: Attempt = { pauses: [10], crashAt: Number.POSITIVE_INFINITY, loseAnswer: false }

/** A person's states, each with its value and with the deliveries of the message it caused. */
const States = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 40_000 }),
    value: fc.constantFrom("x", "y"),
    deliveries: fc.array(
      fc.record({ after: fc.integer({ min: 0, max: 20_000 }), attempts: fc.array(Attempt, { maxLength: 4 }) }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  { minLength: 1, maxLength: 5 },
)
type States = typeof States extends fc.Arbitrary<infer A> ? A : never

/** Plays a history to its end; answers what was written to the CRM, and the version on record at that moment. */
const play = Effect.fnUntraced(function* (states: States) {
  const store = makeStore()
  const crm: Array<{ version: number; value: string; recorded: number }> = []
  let present = 0

  const attempt = ({ pauses, crashAt, loseAnswer }: Attempt, holder: string) => {
    let step = 0
    const next = Effect.suspend(() =>
      step === crashAt ? Effect.die("crash") : Effect.sleep(pauses[step++ % pauses.length] ?? 0),
    )
    const load = () =>
      Effect.map(pause, () => ({ version: present, digest: states[present - 1]?.value ?? "", payload: present }))
    const apply = Effect.fnUntraced(function* (version: number) {
      yield* pause
      crm.push({ version, value: states[version - 1]?.value ?? "", recorded: store.record()?.version ?? 0 })
      yield* pause
      return loseAnswer ? yield* unavailable : {}
    })
    return applyOnce(place(holder), load, apply).pipe(Effect.provideService(Pause, next))
  }

  const deliver = Effect.fnUntraced(function* (attempts: ReadonlyArray<Attempt>, name: string) {
    for (let n = 0; ; n++) {
      const exit = yield* Effect.exit(attempt(attempts[n] ?? calm, `${name}/${n}`))
      if (Exit.isSuccess(exit)) return
      yield* Effect.sleep("5 seconds")
    }
  })

  const history = Effect.gen(function* () {
    for (const [i, state] of states.entries()) {
      yield* Effect.sleep(state.after)
      present = i + 1
      for (const [j, delivery] of state.deliveries.entries()) {
        yield* Effect.forkChild(Effect.delay(deliver(delivery.attempts, `${i}/${j}`), delivery.after))
      }
    }
  })
  yield* inTime(Effect.awaitAllChildren(history).pipe(Effect.provide(store.layer)))
  return { crm, record: store.record() }
})

describe("interleaved handlers over a CRM", () => {
  it("leave the newest state there and never write one that is older than the record", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(States, async (states) => {
        const { crm, record } = await run(play(states))
        expect(crm.at(-1)?.value).toBe(states.at(-1)?.value)
        expect(record).toMatchObject({ status: "applied", digest: states.at(-1)?.value })
        expect(record?.lease).toBeUndefined()
        for (const { version, recorded } of crm) expect(version).toBeGreaterThanOrEqual(recorded)
      }),
      { numRuns: 300 },
    )
  })

  it("write each state once when nothing goes wrong, however often it is delivered", async () => {
    await fc.assert(
      fc.asyncProperty(States, async (states) => {
        const smooth = states.map((state) => ({
          ...state,
          deliveries: state.deliveries.map((d) => ({ ...d, attempts: [] })),
        }))
        const { crm } = await run(play(smooth))
        const versions = crm.map(({ version }) => version)
        expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
        for (const [i, { value }] of crm.entries()) expect(value).not.toBe(crm[i - 1]?.value)
      }),
      { numRuns: 100 },
    )
  })
})
