import { familyOf, type IdentifierKind, type Key, kindOf } from "../identifier/Identifier.ts"
import type { Graph, PersonState } from "./Graph.ts"
import { pairOf } from "./Partition.ts"
import { type LinkingPolicy, ruleOf } from "./Policy.ts"
import { homeOf } from "./Profile.ts"
import type { Because, Refusal } from "./Records.ts"
import type { SightingView } from "./Sightings.ts"

export const noun = (kind: IdentifierKind): string => {
  const family = familyOf(kind)
  if (family === "crm") return `${kind.slice("crm.".length)} record`
  return nouns[family as keyof typeof nouns]
}

const nouns = {
  genesysContact: "Genesys external contact",
  email: "email address",
  phone: "phone number",
  social: "messaging account",
  interaction: "linked interaction",
  visitor: "browser's visitor id",
} as const

export const article = (word: string): string => (/^[aeiou]/i.test(word) ? `an ${word}` : `a ${word}`)

/** Why this sighting is this person's: one reason for each identifier they share, strongest first. */
export const reasonsFor = (view: SightingView, person: PersonState, policy: LinkingPolicy): ReadonlyArray<Because> => {
  return [...view.identifiers]
    .filter(([key]) => person.members.includes(key))
    .map(([key, { source }]) => {
      const kind = kindOf(key)
      return {
        kind,
        key,
        source,
        weight: ruleOf(policy, kind).confidence,
        sentence:
          kind === "interaction"
            ? "It is linked with an interaction of this person."
            : `It carries ${article(noun(kind))} of this person, in ${source}.`,
      }
    })
    .sort((x, y) => y.weight - x.weight || (x.key < y.key ? -1 : 1))
    .slice(0, 64)
}

/** The reason that an identifier gives wherever it stood. */
export const carried = (key: Key, weight: number): Because => ({
  kind: kindOf(key),
  key,
  source: "interaction",
  weight,
  sentence: `It carries ${article(noun(kindOf(key)))} of this person.`,
})

export const nothingIdentifies: Because = {
  kind: "interaction",
  source: "interaction",
  weight: 0,
  sentence: "Nothing in this interaction identifies anybody, so it stands for a person of its own.",
}

export const heldForAnother: Because = {
  kind: "interaction",
  source: "tier 2",
  weight: 0,
  sentence: "What it carries was seen before in an interaction that is most probably this person's.",
}

/** What would have joined this sighting to others and was not allowed to: shared identifiers, and joins a rule forbids. */
export const refusalsFor = (
  graph: Graph,
  view: SightingView,
  refused: ReadonlyArray<Refusal>,
  policy: LinkingPolicy,
): ReadonlyArray<Refusal> => {
  const home = homeOf(graph, view.identifiers.keys(), policy)
  const shared = [...view.identifiers.keys()]
    .filter((key) => graph.shared.has(key))
    .map((key): Refusal => ({ ...pairOf(key, home ?? key), rule: "shared", kind: kindOf(key) }))
  const left = view.left.map((key): Refusal => ({ ...pairOf(key, home ?? key), rule: "overflow", kind: kindOf(key) }))
  const ruled = refused.filter(({ a, b }) => view.identifiers.has(a as Key) || view.identifiers.has(b as Key))
  return [...shared, ...left, ...ruled].slice(0, 64)
}
