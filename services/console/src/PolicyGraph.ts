import { type Key, kindOf } from "@kith/core/identifier/Identifier"
import { retell } from "@kith/core/identity/Explanation"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { PersonsChange } from "@kith/core/identity/PolicyEffect"
import type { Tried } from "@kith/core/policy/TryPolicy"
import type { Graph, Link } from "./api/Graphs.ts"
import { masked } from "./Mask.ts"

const mostNodes = 200
const mostLinks = 1_000

/** A change as it would be: identifiers coloured by whose they would be, and what would join or part them. */
export const policyGraph = ({ before, after }: Tried, change: PersonsChange, policy: LinkingPolicy): Graph => {
  const owners = new Map(
    change.after.flatMap(({ customerId, identifiers }) => identifiers.map(({ key }) => [key, customerId] as const)),
  )
  const everyone = [...change.before, ...change.after].flatMap(({ identifiers }) => identifiers.map(({ key }) => key))
  const keys = new Set([...new Set(everyone)].slice(0, mostNodes))
  const values = new Map([...before, ...after].flatMap(({ identifiers }) => Object.entries(identifiers)))
  const links = after
    .flatMap((component) => linksOf(component, policy))
    .filter(({ from, to }) => keys.has(from as Key) && keys.has(to as Key))
  return {
    nodes: [...keys].map((key) => {
      const [owner, known, kind] = [owners.get(key), values.get(key), kindOf(key)]
      return {
        id: key,
        node: "identifier",
        kind,
        label: known === undefined ? kind : masked(kind, known.value),
        ...(owner === undefined ? { shared: true as const } : { customerId: owner }),
        ...(known !== undefined && { first: new Date(known.first).toISOString() }),
      }
    }),
    links: links.slice(0, mostLinks),
    cut: keys.size < new Set(everyone).size || links.length > mostLinks,
  }
}

const linksOf = (component: Tried["after"][number], policy: LinkingPolicy): ReadonlyArray<Link> => {
  const { joins, refused, aside } = retell(component, policy)
  return [
    ...joins.map(({ a, b, sentence }): Link => ({ from: a.key, to: b.key, link: "joined", sentence })),
    ...refused.map(({ a, b, sentence }): Link => ({ from: a.key, to: b.key, link: "refused", sentence })),
    ...[...aside].flatMap(([from, shared]) => [...shared].map((to): Link => ({ from, to, link: "shared" }))),
  ]
}
