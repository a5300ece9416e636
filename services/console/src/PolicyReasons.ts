import { type Key, kindOf } from "@kith/core/identifier/Identifier"
import { article, noun } from "@kith/core/identity/Explain"
import { refusalSentence } from "@kith/core/identity/Explanation"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { PersonsChange } from "@kith/core/identity/PolicyEffect"
import type { Refusal } from "@kith/core/identity/Records"
import type { Tried } from "@kith/core/policy/TryPolicy"

const mostReasons = 8

/** Why these persons would be others, in plain sentences, each once. */
export const reasonsOf = (
  { before, after }: Tried,
  change: PersonsChange,
  nowShared: ReadonlyArray<Key>,
  noLongerShared: ReadonlyArray<Key>,
  policy: LinkingPolicy,
): ReadonlyArray<string> => {
  const members = new Set(
    [...change.before, ...change.after].flatMap(({ identifiers }) => identifiers.map(({ key }) => key)),
  )
  const among = (components: Tried["before"]) =>
    components.flatMap(({ refused }) => refused).filter(({ a, b }) => members.has(a) && members.has(b))
  const [was, is] = [among(before), among(after)]
  const isNew = (refusal: Refusal, others: ReadonlyArray<Refusal>) =>
    !others.some(({ a, b, rule }) => a === refusal.a && b === refusal.b && rule === refusal.rule)
  const sentences = [
    ...nowShared.map((key) => `${capital(named(key))} would count as several people's, and would join nobody.`),
    ...noLongerShared.map((key) => `${capital(named(key))} would no longer count as several people's.`),
    ...is.filter((refusal) => isNew(refusal, was)).map((refusal) => refusalSentence(refusal, policy)),
    ...was
      .filter((refusal) => isNew(refusal, is))
      .map(({ a, b }) => `What kept ${named(a)} and ${named(b)} apart no longer would.`),
  ]
  const reasons = [...new Set(sentences)].slice(0, mostReasons)
  return reasons.length > 0 ? reasons : ["The same pairs would be joined in another order."]
}

const named = (key: Key): string => article(noun(kindOf(key)))
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
