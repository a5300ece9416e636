import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { KnownInteraction, Refusal } from "@kith/core/identity/Records"
import { type Oracle, recordsIn } from "./oracle.ts"
import { knownIn, type Picture } from "./picture.ts"

type Bans = ReadonlyArray<readonly [string, string]>

const kind = (key: string): string => key.split(":")[0] as string

/** Persons, each as the keys of its members, that hold two records of a CRM namespace or a banned pair. */
export const unsafe = ({ persons, merges }: Oracle, bans: Bans) => {
  const records = recordsIn(merges.map((pair) => pair.split(" ") as [string, string]))
  const record = (key: string) => records.find((ids) => ids.includes(key))?.[0] ?? key
  return persons.filter((person) => {
    const members = person.split(" ")
    const ids = members.filter((key) => kind(key).startsWith("crm."))
    const crm = ids.filter((key) => ids.find((other) => record(other) === record(key)) === key).map(kind)
    return new Set(crm).size < crm.length || bans.some(([a, b]) => members.includes(a) && members.includes(b))
  })
}

/** Refused joins whose reason does not hold between the two persons. */
export const unfounded = ({ components }: Picture, policy: LinkingPolicy, bans: Bans): ReadonlyArray<Refusal> =>
  [...components.values()].flatMap(({ persons, refused }) =>
    refused.filter(({ a, b, rule, kind: ruled = "" }) => {
      const [left = [], right = []] = [a, b].map((key) => persons.find((p) => p.members.includes(key))?.members)
      const count = (members: ReadonlyArray<string>) => members.filter((key) => kind(key).startsWith(ruled)).length
      if (left === right) return true
      if (rule === "ban")
        return !bans.some(([x, y]) => [left, right].every((side) => side.some((key) => key === x || key === y)))
      if (rule === "exclusive") return count(left) === 0 || count(right) === 0
      return count(left) + count(right) <= (policy.kinds[ruled as keyof LinkingPolicy["kinds"]]?.limit ?? 0)
    }),
  )

/**
 * Reasons that name an identifier of somebody whose erasure would not look at the interaction that gives them: it looks at
 * who is connected, and at whatever says anything that was said beside what it takes.
 */
export const unfindable = (picture: Picture): ReadonlyArray<string> => {
  const known = knownIn(picture)
  const beside: ReadonlyArray<ReadonlyArray<string>> = [
    ...[...picture.components.values()].map(({ identifiers, aside }) => [...Object.keys(identifiers), ...aside]),
    ...known.map(saidBy),
  ]
  return known.flatMap((interaction) => {
    const said = new Set(saidBy(interaction))
    const found = new Set([[...said], ...beside.filter((keys) => keys.some((key) => said.has(key)))].flat())
    const named = interaction.sightings.flatMap(({ outcome: { because, refused } }) => [
      ...because.flatMap(({ key }) => key ?? []),
      ...refused.flatMap(({ a, b }) => [a, b]),
    ])
    return named.filter((key) => !found.has(key)).map((key) => `${interaction.interactionId} names ${key}`)
  })
}

const saidBy = ({ participants, sightings }: KnownInteraction): ReadonlyArray<string> => [
  ...Object.values(participants).flatMap(({ identifiers }) => identifiers.map(({ key }) => key)),
  ...sightings.flatMap(({ keys }) => keys),
]
