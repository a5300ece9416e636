import type { Mistake } from "./Mistake.ts"

/** Of the engine: the laws of the graph must notice each. */

const identity = "packages/core/src/identity"
const graph = "packages/core/src/graph"
const resolver = "services/resolver/src/DecideEvent.ts"

export const mistakes: ReadonlyArray<Mistake> = [
  {
    name: "first hit wins: a sighting joins through its first identifier only",
    file: `${identity}/Graph.ts`,
    of: "for (let i = 0; i < keys.length; i++)\n    for (let j",
    instead: "for (let i = 0; i < Math.min(1, keys.length); i++)\n    for (let j",
  },
  {
    name: "the weakest evidence joins first",
    file: `${identity}/Partition.ts`,
    of: "y.weaker - x.weaker ||",
    instead: "x.weaker - y.weaker ||",
  },
  {
    name: "evidence of equal strength joins in order of arrival",
    file: `${identity}/Partition.ts`,
    of: "x.edge.first - y.edge.first ||\n      compare(x.edge.a, y.edge.a) ||\n      compare(x.edge.b, y.edge.b)",
    instead: "0",
  },
  {
    name: "the last time a pair was seen replaces the first",
    file: `${identity}/Graph.ts`,
    of: "else if (first < (neighbours.get(to) ?? Number.POSITIVE_INFINITY)) neighbours.set(to, first)",
    instead: "else neighbours.set(to, first)",
  },
  {
    name: "exclusive kinds are ignored",
    file: `${identity}/Partition.ts`,
    of: "(right.exclusive.get(kind) ?? record) !== record",
    instead: "record === undefined",
  },
  {
    name: "what a CRM merged stays two records",
    file: `${identity}/Partition.ts`,
    of: "const recordOf = recordNames(merges)",
    instead: "const recordOf = recordNames([])",
  },
  {
    name: "what a CRM merged waits for its turn among other evidence",
    file: `${identity}/Partition.ts`,
    of: "y.merge - x.merge ||",
    instead: "",
  },
  {
    name: "what a CRM merged counts twice as an anchor",
    file: `${identity}/Graph.ts`,
    of: "if (isCounted?.(other) === true) continue",
    instead: "",
  },
  {
    name: "what is shared stays so, whatever a CRM merges",
    file: `${identity}/SharedNoMore.ts`,
    of: "if (!told.some(isNew)) return new Set()",
    instead: "if (told.length >= 0) return new Set()",
  },
  {
    name: "what a CRM merged is never heard of",
    file: `${identity}/Resolve.ts`,
    of: "seen.flatMap(({ views }) => views),",
    instead: "seen.flatMap(({ views }) => views).slice(0, 0),",
  },
  {
    name: "the limit per kind is one too many",
    file: `${identity}/Partition.ts`,
    of: "(right.families.get(family) ?? 0) > limit)",
    instead: "(right.families.get(family) ?? 0) > limit + 1)",
  },
  {
    name: "a ban is ignored",
    file: `${identity}/Partition.ts`,
    of: "if (large.members.some((key) => small.banned.has(key)))",
    instead: "if (large.members.length === 0)",
  },
  {
    name: "a ban is not inherited when clusters join",
    file: `${identity}/Partition.ts`,
    of: "for (const key of from.banned) into.banned.add(key)",
    instead: "",
  },
  {
    name: "a refused join is dropped",
    file: `${identity}/Partition.ts`,
    of: "refused.push({ a, b, ...broken })",
    instead: "",
  },
  {
    name: "a refusal names the wrong rule",
    file: `${identity}/Partition.ts`,
    of: 'return { rule: "exclusive", kind }',
    instead: 'return { rule: "limit", kind }',
  },
  {
    name: "the hub limit is one too low",
    file: `${identity}/Graph.ts`,
    of: "if (count > limit) return true",
    instead: "if (count >= limit) return true",
  },
  {
    name: "the hub limit is one too high",
    file: `${identity}/Graph.ts`,
    of: "if (count > limit) return true",
    instead: "if (count > limit + 1) return true",
  },
  {
    name: "a group that two banned identifiers are in counts as one person",
    file: `${identity}/Partition.ts`,
    of: "if (keys.includes(a) && keys.includes(b)) return false",
    instead: "if (keys.includes(a) && keys.includes(b)) continue",
  },
  {
    name: "anchors are counted together instead of per kind",
    file: `${identity}/Graph.ts`,
    of: "const count = (seen.get(anchor) ?? 0) + 1",
    instead: "const count = [...seen.values()].reduce((x, y) => x + y, 0) + 1",
  },
  {
    name: "a shared identifier forgets whom it was seen with",
    file: `${identity}/Settle.ts`,
    of: "if (i < j) edges.push(i, j, first)",
    instead: "if (i < j && j < group.length) edges.push(i, j, first)",
  },
  {
    name: "nothing is new although it was seen earlier than known",
    file: `${identity}/NothingNew.ts`,
    of: "if ((edges[i + 2] as number) > first) return false",
    instead: "",
  },
  {
    name: "nothing is new although a pair is",
    file: `${identity}/NothingNew.ts`,
    of: "return asserted.size > 0 && missing === 0",
    instead: "return asserted.size > 0",
  },
  {
    name: "the survivor of a merge is whoever was seen last",
    file: `${identity}/Persons.ts`,
    of: "x.standing - y.standing || x.since - y.since",
    instead: "x.standing - y.standing || y.since - x.since",
  },
  {
    name: "a part that splits off does not get its id back",
    file: `${identity}/Persons.ts`,
    of: "const founder = graph.members.has(claim.founder) ? claim.founder : heir",
    instead: "const founder = heir",
  },
  {
    name: "an id is lost when its founder comes to be shared",
    file: `${identity}/Persons.ts`,
    of: "const founder = graph.members.has(claim.founder) ? claim.founder : heir",
    instead: "const founder = graph.members.has(claim.founder) ? claim.founder : undefined",
  },
  {
    name: "the redirect of a merged id is forgotten",
    file: `${identity}/Settle.ts`,
    of: "aliases: newAliases(graph, assigned.persons),",
    instead: "aliases: [],",
  },
  {
    name: "the id of a person without identifiers is not handed over",
    file: `${identity}/Attach.ts`,
    of: "if (prior?.alone === undefined) return",
    instead: "if (prior !== undefined || prior === undefined) return",
  },
  {
    name: "traits stay where they were when a stronger identifier comes",
    file: `${identity}/Attach.ts`,
    of: "if (key !== homes[i]) detach(graph, key, interaction.interactionId)",
    instead: "if (key === undefined) detach(graph, key, interaction.interactionId)",
  },
  {
    name: "an interaction stays open at the person it was taken from",
    file: `${identity}/Attach.ts`,
    of: "graph.open = graph.open.filter(({ sightingId }) => sightingId !== view.id)",
    instead: "graph.open = [...graph.open]",
  },
  {
    name: "the first assertion of a trait survives instead of the latest",
    file: `${identity}/Profile.ts`,
    of: "x.at > y.at || (x.at === y.at && x.eventKey >= y.eventKey) ? x : y",
    instead: "x.at < y.at || (x.at === y.at && x.eventKey >= y.eventKey) ? x : y",
  },
  {
    name: "of two customers in a conference only one is seen",
    file: `${identity}/Sightings.ts`,
    of: "if (customers.length > 1)",
    instead: "if (customers.length > 2)",
  },
  {
    name: "evidence that is withdrawn stays",
    file: `${identity}/Sightings.ts`,
    of: "return now === undefined ||",
    instead: "return now !== undefined &&",
  },
  {
    name: "a link is lost when the parent comes later",
    file: resolver,
    of: "named: isNamed(read, wanted.ownKey)",
    instead: "named: known?.named ?? false",
  },
  {
    name: "a link is lost when the parent was there before",
    file: resolver,
    of: "const named = [folded, ...parents.filter((parent) => !parent.named)",
    instead: "const named = [folded, ...parents.filter((parent) => !parent.named).slice(1)",
  },
  {
    name: "a duplicate is taken in again",
    file: resolver,
    of: 'if (own?.state === "known" && (yield* isSeenAgain(own, event.eventKey)))',
    instead: 'if (own?.state === "known" && (yield* isSeenAgain(own, event.eventKey)) && own.first < 0)',
  },
  {
    name: "a pointer overwrites a tombstone",
    file: resolver,
    of: "const isForgotten = areTombstones(wanted, read) ||",
    instead: "const isForgotten =",
  },
  {
    name: "a component is written whoever else has written it",
    file: `${graph}/GraphWrites.ts`,
    of: "(ref(Components, component.id), component), seen }",
    instead: "(ref(Components, component.id), component) }",
  },
  {
    name: "an erasure leaves the interactions of the forgotten in the counting",
    file: `${graph}/RecountInteractions.ts`,
    of: 'if (body.state === "known" && !withdrawn.dropped.has(id)) found.set(id, body)',
    instead: 'if (body.state === "known") found.set(id, body)',
  },
  {
    name: "an erasure leaves what was said under another pepper",
    file: "services/resolver/src/ForgetPerson.ts",
    of: "const erased = new Set([...erasure.body.keys, ...(erasure.body.forms ?? [])])",
    instead: "const erased = new Set([...erasure.body.keys])",
  },
  {
    name: "one identifier is known by the keys of two peppers",
    file: `${graph}/AsKnown.ts`,
    of: "if (strangers.size === 0) return",
    instead: "if (strangers.size >= 0) return",
  },
  {
    name: "the names of an identifier outlive it",
    file: `${graph}/NamesGone.ts`,
    of: "if (names.size === 0) return []",
    instead: "if (names.size >= 0) return []",
  },
  {
    name: "what was touched under another policy counts as counted under it",
    file: `${identity}/Settle.ts`,
    of: "return least > 0 ? { countedUnder: least } : {}",
    instead: "return { countedUnder: present }",
  },
  {
    name: "what another policy no longer takes for several people's stays so",
    file: "packages/core/src/policy/RecountHistory.ts",
    of: "recountEach([...doubtful], change",
    instead: "recountEach([], change",
  },
  {
    name: "nobody looks again once whoever decided by the old policy is done",
    file: "packages/core/src/policy/RecountHistory.ts",
    of: "const settleMillis = 90_000",
    instead: "const settleMillis = 0",
  },
]
