import { expect, test } from "vitest"
import type { Key } from "../identifier/Identifier.ts"
import { type Block, blocksOf, bringsUpCandidates } from "./Blocking.ts"
import { candidatesAmong, encounters } from "./Carriers.ts"

const everything = {
  device: "d1",
  ip: "203.0.113.0/24",
  userAgent: "Chrome/Windows/desktop",
  features: {
    firstName: "Ann",
    lastName: "Allen",
    dateOfBirth: "1971-06-24",
    postalCode: "10117",
    emails: Array.from({ length: 10 }, (_, n) => `ann.allen${n}@example.com`),
  },
  sharedIdentifiers: Array.from({ length: 20 }, (_, n) => `phone:k:${n}` as Key),
}

test("however much a sighting says, it asks for fourteen documents", () => {
  expect(blocksOf(everything)).toHaveLength(14)
})

test("names in each other's field bring up the same people", () => {
  const swapped = { ...everything, features: { firstName: "Allen", lastName: "Ann" } }
  const fullName = (blocks: ReadonlyArray<Block>) => blocks.find(({ kind }) => kind === "fullName")?.value
  expect(fullName(blocksOf(swapped))).toBe(fullName(blocksOf(everything)))
})

const carriers = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    customerId: `00000000-0000-8000-8000-${String(n).padStart(12, "0")}`,
    at: n,
  }))

const met = (kind: Block["kind"], count: number, saturated = false) => ({
  block: { kind, value: "v" },
  record: { schema: 1 as const, kind, carriers: carriers(count), saturated },
})

test("at most ten people are compared, those of most blocks first, and nobody of a value that everybody has", () => {
  const all = [met("address", 16), met("device", 2), met("sharedIdentifier", 16, true), met("termLastName", 16)]
  const found = candidatesAmong(all)
  expect(found).toHaveLength(10)
  expect(found.slice(0, 2)).toEqual([carriers(2)[1]?.customerId, carriers(2)[0]?.customerId])
  expect(candidatesAmong([met("sharedIdentifier", 16, true)])).toEqual([])
  expect(all.filter(({ block }) => !bringsUpCandidates(block))).toHaveLength(1)
})

test("somebody noted under two ids counts as one of a device's people", () => {
  const [first, second] = carriers(2).map(({ customerId }) => customerId)
  const asOne = (id: string) => (id === second ? `${first}` : id)
  const carriersOf = (present?: typeof asOne) =>
    encounters([met("device", 2)], [`${first}`], 10, present)[0]?.meetings[0]?.carriers
  expect(carriersOf()).toBe(2)
  expect(carriersOf(asOne)).toBe(1)
})
