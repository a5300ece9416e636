import { type Key, kindOf } from "../identifier/Identifier.ts"
import { noun } from "./Explain.ts"
import { bannedSentence, type Retold, retell, type Step, sharedSentence } from "./Explanation.ts"
import type { LinkingPolicy } from "./Policy.ts"
import type { ComponentRecord, Refusal } from "./Records.ts"

/** An identifier that somebody has, and the component it stands in. */
export interface Standing {
  readonly key: Key
  readonly component: ComponentRecord
}

export interface Comparison {
  readonly same: boolean
  /** Why they are not one person: the rule that forbids it, or that nothing suggests it. */
  readonly reason?: Refusal["rule"] | "unconnected"
  readonly sentence: string
  /** The evidence that leads from one to the other, step by step, as far as there is any. */
  readonly chain: ReadonlyArray<Step>
}

/** Whether two identifiers are one person's, and because of what. */
export const compare = (x: Standing, y: Standing, policy: LinkingPolicy): Comparison => {
  const [left, right] = [membersWith(x), membersWith(y)]
  const told = retell(x.component, policy)
  if (left.has(y.key)) return asOne(x.key, y.key, told)
  const banned = [...x.component.bans, ...y.component.bans].find(
    ({ a, b }) => (left.has(a) && right.has(b)) || (left.has(b) && right.has(a)),
  )
  const chain = x.component.id === y.component.id ? chainAcross(x.key, y.key, left, right, told) : []
  if (banned !== undefined) {
    return { same: false, reason: "ban", sentence: bannedSentence(banned.a, banned.b), chain }
  }
  const refused = chain.find((step) => step.refused !== undefined)
  if (refused?.refused !== undefined) return { same: false, reason: refused.refused, sentence: refused.sentence, chain }
  return apart(left, right, told, retell(y.component, policy))
}

const membersWith = ({ key, component }: Standing): ReadonlySet<Key> =>
  new Set(component.persons.find(({ members }) => members.includes(key))?.members ?? [key])

const asOne = (x: Key, y: Key, { joins }: Retold): Comparison => {
  if (x === y) return { same: true, sentence: `Both lead to the same ${noun(kindOf(x))}.`, chain: [] }
  const chain = path(x, y, joins)
  const [only] = chain
  const sentence =
    chain.length === 1 && only !== undefined
      ? `They are one person. ${only.sentence}`
      : `They are one person: ${chain.length} joins lead from one to the other.`
  return { same: true, sentence, chain }
}

/** Through the refused join between the two persons if there is one, else by way of others. */
const chainAcross = (
  x: Key,
  y: Key,
  left: ReadonlySet<Key>,
  right: ReadonlySet<Key>,
  { joins, refused }: Retold,
): ReadonlyArray<Step> => {
  const direct = refused.find(
    ({ a, b }) => (left.has(a.key) && right.has(b.key)) || (left.has(b.key) && right.has(a.key)),
  )
  return path(x, y, direct === undefined ? [...joins, ...refused] : [...joins, direct])
}

/** The shortest way along the steps; the joins alone are a tree, in which there is one way, the strongest. */
const path = (from: Key, to: Key, steps: ReadonlyArray<Step>): ReadonlyArray<Step> => {
  const ways = new Map<Key, Array<{ readonly step: Step; readonly next: Key }>>()
  const add = (key: Key, step: Step, next: Key) => ways.set(key, [...(ways.get(key) ?? []), { step, next }])
  for (const step of steps) {
    add(step.a.key, step, step.b.key)
    add(step.b.key, step, step.a.key)
  }
  const chains = new Map<Key, ReadonlyArray<Step>>([[from, []]])
  for (const [key, chain] of chains) {
    if (key === to) return chain
    for (const { step, next } of ways.get(key) ?? []) if (!chains.has(next)) chains.set(next, [...chain, step])
  }
  return []
}

/** No evidence that could join leads from one to the other; at most both were seen with what is several people's. */
const apart = (left: ReadonlySet<Key>, right: ReadonlySet<Key>, x: Retold, y: Retold): Comparison => {
  const theirs = new Set([...right].flatMap((key) => [...(y.aside.get(key) ?? [])]))
  const common = [...left].flatMap((key) => [...(x.aside.get(key) ?? [])]).find((key) => theirs.has(key))
  return common === undefined
    ? { same: false, reason: "unconnected", sentence: "No evidence connects them.", chain: [] }
    : {
        same: false,
        reason: "shared",
        sentence: `All they have in common is shared. ${sharedSentence(common)}`,
        chain: [],
      }
}
