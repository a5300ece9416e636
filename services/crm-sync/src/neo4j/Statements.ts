import type { CurrentPerson } from "@kith/core/identity/Records"

/** A Cypher statement and what stands in it as parameters; no value is ever part of the text. */
export interface Statement {
  readonly text: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** MERGE alone makes two of one under concurrency: only a constraint keeps a key unique. */
export const constraints: ReadonlyArray<string> = [
  "CREATE CONSTRAINT kith_person IF NOT EXISTS FOR (n:Person) REQUIRE n.personId IS UNIQUE",
  "CREATE CONSTRAINT kith_identifier IF NOT EXISTS FOR (n:Identifier) REQUIRE n.key IS UNIQUE",
  "CREATE CONSTRAINT kith_interaction IF NOT EXISTS FOR (n:Interaction) REQUIRE n.interactionId IS UNIQUE",
]

/** One person as the graph database has one: identifiers by key, without their values. */
export interface PersonNode {
  readonly personId: string
  readonly version: number
  readonly tier: string | null
  readonly resolutionTier: number
  readonly confidence: number
  readonly since: number
  readonly identifiers: ReadonlyArray<{ readonly key: string; readonly kind: string }>
  readonly interactions: ReadonlyArray<{ readonly interactionId: string; readonly at: number }>
}

/** @param interactionId makes an id that may be more than an id safe to keep. */
export const personNode = (person: CurrentPerson, interactionId: (id: string) => string): PersonNode => ({
  personId: person.customerId,
  version: person.version,
  tier: person.traits["customerTier"]?.value ?? null,
  resolutionTier: person.resolutionTier,
  confidence: person.confidence,
  since: person.since,
  identifiers: person.identifiers.map(({ key, kind }) => ({ key, kind })),
  interactions: [
    ...(person.lastInteraction === undefined
      ? []
      : [{ id: person.lastInteraction.interactionId, at: person.lastInteraction.at }]),
    ...person.open.map(({ interactionId: id, since }) => ({ id, at: since })),
  ].map(({ id, at }) => ({ interactionId: interactionId(id), at })),
})

/**
 * Brings persons to their present state, in order of their ids: two batches that take locks in one order do not wait for
 * each other in a circle. What a person no longer has is taken off; a person who comes back is nobody's any more.
 */
export const upsertPersons = (persons: ReadonlyArray<PersonNode>): Statement => ({
  text: `UNWIND $persons AS row
MERGE (p:Person {personId: row.personId})
SET p.version = toInteger(row.version), p.tier = row.tier, p.resolutionTier = toInteger(row.resolutionTier),
    p.confidence = row.confidence, p.since = toInteger(row.since)
WITH p, row
CALL (p) { OPTIONAL MATCH (p)-[gone:MERGED_INTO]->() DELETE gone }
CALL (p, row) {
  OPTIONAL MATCH (p)-[gone:KNOWN_BY]->(i:Identifier)
  WHERE NOT i.key IN [one IN row.identifiers | one.key]
  DELETE gone
}
CALL (p, row) {
  UNWIND row.identifiers AS one
  MERGE (i:Identifier {key: one.key})
  SET i.kind = one.kind
  MERGE (p)-[:KNOWN_BY]->(i)
}
CALL (p, row) {
  UNWIND row.interactions AS one
  MERGE (t:Interaction {interactionId: one.interactionId})
  SET t.at = toInteger(one.at)
  MERGE (p)-[:TOOK_PART_IN]->(t)
}
RETURN count(p) AS persons`,
  parameters: { persons: persons.toSorted((x, y) => (x.personId < y.personId ? -1 : 1)) },
})

/** The former person stays as a node that leads to the heir, who has the identifiers and took part in the interactions. */
export const mergePersons = (merges: ReadonlyArray<{ readonly from: string; readonly into: string }>): Statement => ({
  text: `UNWIND $merges AS row
MATCH (former:Person {personId: row.from})
MERGE (heir:Person {personId: row.into})
WITH former, heir
CALL (former) { OPTIONAL MATCH (former)-[gone:MERGED_INTO|KNOWN_BY]->() DELETE gone }
CALL (former, heir) {
  MATCH (former)-[gone:TOOK_PART_IN]->(t:Interaction)
  MERGE (heir)-[:TOOK_PART_IN]->(t)
  DELETE gone
}
MERGE (former)-[:MERGED_INTO]->(heir)`,
  parameters: { merges: merges.toSorted((x, y) => (x.from < y.from ? -1 : 1)) },
})

/** The person, and the identifiers and interactions that nobody else has. */
export const forgetPerson = (personId: string): Statement => ({
  text: `MATCH (p:Person {personId: $personId})
OPTIONAL MATCH (p)-[:KNOWN_BY|TOOK_PART_IN]->(own)
WHERE NOT EXISTS { MATCH (own)<-[:KNOWN_BY|TOOK_PART_IN]-(other:Person) WHERE other <> p }
WITH p, collect(own) AS owned
FOREACH (one IN owned | DETACH DELETE one)
DETACH DELETE p`,
  parameters: { personId },
})
