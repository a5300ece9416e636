import fc from "fast-check"
import { anyEvent, device, interaction, name, pair, type Told, time, told } from "./history.ts"
import { isOrdered, isTold, type Ordered, type Step } from "./steps.ts"

/** Shapes that go wrong where anything can: each a few steps, in the order in which they hurt. */

type Scene = fc.Arbitrary<ReadonlyArray<Step>>

const interactions = (count: number) => fc.uniqueArray(interaction, { minLength: count, maxLength: count })

/** Every limit of both policies, one less and one more: an identifier seen with so many others of one kind. */
const hub: Scene = fc
  .record({
    of: fc.constantFrom("p1", "e1", "v1", "g1", "o1"),
    anchor: fc.constantFrom("s", "e", "p"),
    count: fc.integer({ min: 1, max: 5 }),
    calls: interactions(5),
    at: fc.array(time, { minLength: 5, maxLength: 5 }),
    together: fc.boolean(),
  })
  .map(({ of, anchor, count, calls, at, together }) =>
    Array.from({ length: count }, (_, n) =>
      told(calls[together ? 0 : n] as string, at[n] as number, [of, `${anchor}${n + 1}`]),
    ),
  )

/** A role mailbox or a switchboard, and calls that have nothing else. */
const sharedLine: Scene = fc
  .record({ line: fc.constantFrom("e1", "p1"), calls: interactions(6), at: time, lonely: fc.nat(4) })
  .map(({ line, calls, at, lonely }) => {
    const people = ["s1", "s2", "s3", "s4"].map((record, n) => told(calls[n] as string, at + n, [line, record]))
    return people.toSpliced(lonely, 0, told(calls[4] as string, at, [line]), told(calls[5] as string, at, [line, "v2"]))
  })

/** Each seen with the next only; a link that comes first, last, or at an earlier time than both of its ends. */
const chain: Scene = fc
  .record({
    names: fc.shuffledSubarray(["e1", "p1", "v1", "e2", "p2", "v2", "s1", "o1"], { minLength: 3, maxLength: 6 }),
    calls: interactions(5),
    at: fc.array(time, { minLength: 5, maxLength: 5 }),
  })
  .map(({ names, calls, at }) =>
    names.slice(1).map((next, n) => told(calls[n] as string, at[n] as number, [names[n] as string, next])),
  )

/** Two records of one CRM, and what would make them one person. */
const conflict: Scene = fc
  .record({
    way: fc.constantFrom(["e1"], ["p1"], ["e1", "p1"], ["v1"], ["p1", "v1"]),
    calls: interactions(4),
    at: fc.array(time, { minLength: 4, maxLength: 4 }),
  })
  .map(({ way, calls, at }) => {
    const names = ["s1", ...way, "s2"]
    return names.slice(1).map((next, n) => told(calls[n] as string, at[n] as number, [names[n] as string, next]))
  })

/** More emails, phones, browsers than one person may have. */
const tooMany: Scene = fc
  .record({ letter: fc.constantFrom("e", "p", "v"), calls: interactions(4), count: fc.integer({ min: 2, max: 4 }) })
  .map(({ letter, calls, count }) =>
    Array.from({ length: count }, (_, n) => told(calls[n] as string, n, ["s1", `${letter}${n + 1}`])),
  )

/** The child first or the parent, one after the other, round in a circle, or a campaign's. */
const links: Scene = fc
  .record({
    calls: interactions(5),
    shape: fc.constantFrom("chain", "circle", "campaign", "unknown"),
    names: fc.uniqueArray(name, { minLength: 4, maxLength: 4 }),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 2 }),
    at: time,
  })
  .map(({ calls, shape, names, order, at }) => {
    const parentOf = (n: number) => {
      if (shape === "campaign") return n === 0 ? [] : [calls[0] as string]
      if (shape === "unknown") return [calls[4] as string]
      return n === 0 && shape === "chain" ? [] : [calls[(n + 3) % 4] as string]
    }
    return order.map((n) => told(calls[n] as string, at + n, [names[n] as string], { links: parentOf(n) }))
  })

/** One customer, then two: what was believed is withdrawn. Agents speak for whoever is alone. */
const conference: Scene = fc
  .record({
    room: fc.constantFrom("c1", "c2"),
    names: fc.uniqueArray(name, { minLength: 4, maxLength: 4 }),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 2 }),
    link: fc.option(interaction, { nil: undefined }),
    at: time,
  })
  .map(({ room, names, order, link, at }) =>
    order.map((n) => {
      const [id, role] = (
        [
          ["anna", "customer"],
          ["agent", "unknown"],
          ["ben", "customer"],
          ["flow", "unknown"],
        ] as const
      )[n] as [string, "customer" | "unknown"]
      const links = n === 1 && link !== undefined ? [link] : []
      return told(room, at + n, n === 3 ? [] : [names[n] as string], { participant: { id, role }, links })
    }),
  )

/** Nobody, who is given to whoever has the device, and turns out to be somebody, or does not. */
const anonymous: Scene = fc
  .record({
    calls: interactions(4),
    known: fc.option(name, { freq: 3, nil: undefined }),
    later: fc.option(name, { freq: 2, nil: undefined }),
    from: fc.constantFrom("d1", "d2"),
    at: time,
  })
  .map(({ calls: [first = "", second = "", third = "", fourth = ""], known, later, from, at }) => [
    told(first, at, known === undefined ? [] : [known], { device: from }),
    told(second, at + 1, []),
    told(second, at + 2, [], { kind: "updated", device: from }),
    told(third, at + 3, [], { device: from }),
    ...(later === undefined ? [] : [told(second, at + 4, [later], { kind: "updated" })]),
    told(third, at + 5, [], { kind: "ended" }),
    told(fourth, at + 6, [], { device: from }),
  ])

/** The same once more: as it was, at an earlier time, or in another interaction. */
const repeated: Scene = fc
  .record({ says: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), calls: interactions(2), at: time, n: fc.nat() })
  .map(({ says, calls: [first = "", second = ""], at, n }) => [
    told(first, at + 10, says),
    { again: n },
    told(second, at, says),
    told(second, at + 20, says, { kind: "ended" }),
    { again: n + 1 },
  ])

/** Banned before the two are seen, between, or after they were one; and maybe not for good. */
const ban: Scene = fc
  .record({ pair, calls: interactions(3), by: name, when: fc.nat(3), lift: fc.option(fc.nat(4), { nil: undefined }) })
  .map(({ pair: [x, y], calls: [first = "", second = "", third = ""], by, when, lift }) => {
    const meets: ReadonlyArray<Step> = [told(first, 5, [x, by]), told(second, 6, [by, y]), told(third, 7, [x, y])]
    const steps = meets.toSpliced(when, 0, { ban: [x, y], lift: false })
    return lift === undefined ? steps : steps.toSpliced(Math.max(when + 1, lift), 0, { ban: [x, y], lift: true })
  })

/** A CRM merges a record into another: told of alone or beside what others say, before or after what it settles. */
const crmMerge: Scene = fc
  .record({
    of: fc.constantFrom(["s1", "s2"], ["s2", "s1"], ["s2", "s3"], ["s1", "s3"], ["n1", "n2"]),
    also: fc.option(name, { freq: 3, nil: undefined }),
    way: fc.constantFrom("e1", "p1", "v1"),
    calls: interactions(3),
    when: fc.nat(2),
  })
  .map(({ of: [into = "", from = ""], also, way, calls: [a = "", b = "", c = ""], when }) => {
    const says = [...new Set([into, from, ...(also === undefined ? [] : [also])])]
    const steps: ReadonlyArray<Step> = [told(a, 1, [into, way]), told(b, 2, [from, way])]
    return steps.toSpliced(when, 0, told(c, 3, says, { kind: "ended", former: [from] }))
  })

const split: Scene = fc
  .record({ names: fc.uniqueArray(name, { minLength: 3, maxLength: 3 }), calls: interactions(5), n: fc.nat() })
  .map(({ names: [x = "", y = "", z = ""], calls: [a = "", b = "", c = "", d = "", e = ""], n }) => [
    ...[told(a, 1, [x]), told(b, 2, [y]), told(c, 3, [z]), told(d, 4, [x, y]), told(e, 5, [y, z])],
    ...[{ split: n }, told(a, 6, [y, x])],
  ])

const wait = fc.oneof(fc.constant(0), fc.nat(8))

/** Somebody is forgotten, and still heard of: by name, in interactions of before, and by whoever shares a line. */
const erasure: Scene = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
    calls: interactions(5),
    n: fc.nat(),
    wait,
    device,
    isNamed: fc.boolean(),
  })
  .map(
    ({
      names: [x = "", y = "", z = ""],
      calls: [a = "", b = "", c = "", d = "", e = ""],
      n,
      wait,
      device,
      isNamed,
    }) => {
      const more = device === undefined ? {} : { device }
      return [
        ...[told(a, 1, [x, y], more), told(b, 2, [y]), told(c, 3, [z], { links: [a] }), told(e, 3, [], more)],
        isNamed ? { eraseNamed: y, wait } : { erase: n, wait },
        ...[told(b, 4, [z], { kind: "updated" }), told(d, 5, [y]), told(a, 6, [], { kind: "ended" }), { again: n }],
        ...[told(d, 7, [z], { links: [b] }), told(e, 8, [z], { kind: "updated" })],
      ]
    },
  )

const expiry: Scene = fc
  .record({ says: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }), call: interaction, n: fc.nat() })
  .map(({ says, call, n }) => [told(call, 1, says), { expire: n }, told(call, 2, says, { kind: "updated" })])

export const scenes = {
  ...{
    hub,
    sharedLine,
    chain,
    conflict,
    tooMany,
    links,
    conference,
    anonymous,
    repeated,
    ban,
    crmMerge,
    split,
    erasure,
    expiry,
  },
}

const anyScene = fc.oneof(...Object.values(scenes))

/** Each scene in its own order, the next step always of one that `turns` picks. */
const interleaved = (scenes: ReadonlyArray<ReadonlyArray<Step>>, turns: ReadonlyArray<number>): ReadonlyArray<Step> => {
  const left = scenes.map((steps) => [...steps])
  const all: Array<Step> = []
  for (let n = 0; left.some((steps) => steps.length > 0); n++) {
    const open = left.filter((steps) => steps.length > 0)
    all.push(open[(turns[n] ?? 0) % open.length]?.shift() as Step)
  }
  return all
}

/** A life of the graph: several scenes at once, and whatever else. */
export const walk: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(
    fc.array(anyScene, { minLength: 1, maxLength: 4 }),
    fc.array(anyEvent, { maxLength: 8 }),
    fc.array(fc.nat(3), { maxLength: 40 }),
  )
  .map(([scenes, others, turns]) => interleaved([...scenes, others], turns))

/** Of a life only what happens. */
export const history: fc.Arbitrary<ReadonlyArray<Told>> = walk
  .map((steps) => steps.filter(isTold))
  .filter((told) => told.length > 0)

/** What happens, and what an operator bans. */
export const banned: fc.Arbitrary<ReadonlyArray<Told | Ordered>> = fc
  .tuple(ban, fc.array(anyScene, { maxLength: 2 }), fc.array(anyEvent, { maxLength: 8 }), fc.array(fc.nat(3)))
  .map(([ban, scenes, others, turns]) => interleaved([ban, ...scenes, others], turns))
  .map((steps) => steps.filter((step) => isTold(step) || isOrdered(step)))
