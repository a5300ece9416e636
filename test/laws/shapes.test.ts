import type { LinkingPolicy } from "@kith/core/identity/Policy"
import fc from "fast-check"
import { expect, test } from "vitest"
import { identifierOf, policy, type Told } from "./history.ts"
import { oracle, seenIn } from "./oracle.ts"
import { parameters } from "./runs.ts"
import { walk } from "./scenes.ts"
import { isOrdered, isTold, type Step } from "./steps.ts"

/** What the histories that the laws are tried on come to: a shape that hardly ever occurs would be held by nothing. */

const histories = 1_000
const keyOf = ({ kind, value }: { readonly kind: string; readonly value: string }) => `${kind}:${value}`
const familyOf = (key: string) => (key.startsWith("crm.") ? "crm" : (key.split(":")[0] as string))

/** How many others of a kind an identifier is seen with, less the number up to which it is one person's. */
const beyondLimits = (told: ReadonlyArray<Told>, { kinds }: LinkingPolicy): ReadonlySet<number> => {
  const beside = new Map<string, Set<string>>()
  for (const { keys } of seenIn(told, keyOf))
    for (const key of keys)
      for (const other of keys) {
        const place = `${key} ${other.split(":")[0]}`
        if (other !== key) beside.set(place, (beside.get(place) ?? new Set()).add(other))
      }
  return new Set(
    [...beside].flatMap(([place, others]) => {
      const [key = "", kind = ""] = place.split(" ")
      const limit = kinds[familyOf(key) as keyof typeof kinds]?.anchors[kind.startsWith("crm.") ? "crm" : kind]
      return limit === undefined ? [] : [others.size - limit]
    }),
  )
}

/** Whether somebody's parent is among those who come from them. */
const isCircular = (told: ReadonlyArray<Told>): boolean => {
  const parents = new Map<string, ReadonlyArray<string>>()
  for (const { interaction, links } of told) parents.set(interaction, [...(parents.get(interaction) ?? []), ...links])
  const reaches = (from: string, to: string, seen: ReadonlySet<string>): boolean =>
    (parents.get(from) ?? []).some(
      (parent) => parent === to || (!seen.has(parent) && reaches(parent, to, new Set([...seen, parent]))),
    )
  return [...parents.keys()].some((one) => reaches(one, one, new Set([one])))
}

const shapesOf = (steps: ReadonlyArray<Step>, policy: LinkingPolicy): Readonly<Record<string, boolean>> => {
  const told = steps.filter(isTold)
  const keyNamed = (name: string) => keyOf(identifierOf(name))
  const bans = steps
    .filter(isOrdered)
    .filter(({ lift }) => !lift)
    .map(({ ban: [x, y] }) => [keyNamed(x), keyNamed(y)] as const)
  const { persons, shared, refused, merges } = oracle(told, policy, keyOf, bans)
  const sightings = seenIn(told, keyOf)
  const beyond = beyondLimits(told, policy)
  const first = new Map(told.toReversed().map((one) => [one.interaction, told.indexOf(one)]))
  const linked = told.flatMap((child, n) => child.links.map((parent) => ({ child: n, parent: first.get(parent) })))
  const isRefused = (why: string) => refused.some((one) => one.endsWith(why))
  return {
    "a phone that several people share": shared.some((key) => familyOf(key) === "phone"),
    "a role mailbox": shared.some((key) => familyOf(key) === "email"),
    "an identifier one below the number that makes it shared": beyond.has(-1),
    "an identifier at that number": beyond.has(0),
    "an identifier one above it": beyond.has(1),
    "a person whom no interaction saw whole": persons.some((person) => {
      const members = person.split(" ")
      return members.length >= 4 && !sightings.some(({ keys }) => members.every((member) => keys.has(member)))
    }),
    "a join refused for two records of one CRM": isRefused("exclusive"),
    "a join refused for too many of a kind": isRefused("limit"),
    "a join refused by a ban": isRefused("ban"),
    "a ban that is lifted": steps.some((step) => isOrdered(step) && step.lift),
    "two records that the CRM merged": merges.length > 0,
    "a child before its parent": linked.some(({ child, parent = -1 }) => parent > child),
    "a parent before its child": linked.some(({ child, parent = Number.POSITIVE_INFINITY }) => parent < child),
    "a parent that never comes": linked.some(({ parent }) => parent === undefined),
    "links that go in a circle": isCircular(told),
    "a conference of two customers": sightings.some(({ participant }) => participant !== undefined),
    "somebody without an identifier on a device": told.some(
      ({ says, device }) => says.length === 0 && device !== undefined,
    ),
    "an event that comes late": told.some((one, n) => told.slice(0, n).some(({ at }) => at > one.at)),
    "an event that comes twice": steps.some((step) => "again" in step),
    "a split": steps.some((step) => "split" in step),
    "an erasure that the graph follows at once": steps.some(
      (step) => ("erase" in step || "eraseNamed" in step) && step.wait === 0,
    ),
    "events between an erasure and its graph": steps.some(
      (step) => ("erase" in step || "eraseNamed" in step) && step.wait > 0,
    ),
    "an expiry": steps.some((step) => "expire" in step),
  }
}

test("every shape that has ever hurt is among the histories, one in a hundred at least", () => {
  const drawn = fc.sample(fc.tuple(walk, policy), { numRuns: histories, seed: parameters.seed })
  const counts = new Map<string, number>()
  for (const [steps, by] of drawn)
    for (const [shape, occurs] of Object.entries(shapesOf(steps, by)))
      counts.set(shape, (counts.get(shape) ?? 0) + (occurs ? 1 : 0))
  console.log([...counts].map(([shape, count]) => `${String(count).padStart(5)}  ${shape}`).join("\n"))
  expect([...counts].filter(([, count]) => count < histories / 100)).toEqual([])
})
