import { lintCypherQuery } from "@neo4j-cypher/language-support"
import { describe, expect, it } from "vitest"
import {
  constraints,
  forgetPerson,
  mergePersons,
  type PersonNode,
  type Statement,
  upsertPersons,
} from "./Statements.ts"

const person: PersonNode = {
  personId: "0b9c9f0e-5a5e-4f7e-9f59-3f1f6d3c7a01",
  version: 1,
  tier: null,
  resolutionTier: 1,
  confidence: 0.95,
  since: 0,
  identifiers: [{ key: "email:k:abc", kind: "email" }],
  interactions: [{ interactionId: "i", at: 0 }],
}

/** What Neo4j's own grammar and semantic analysis, which its Browser warns by, say of a statement. */
const problemsOf = ({ text, parameters }: Statement) =>
  lintCypherQuery(text, { parameters }).diagnostics.map(({ message }) => message)

/** The first parse builds the grammar. */
describe("Every statement that a graph database is sent", { timeout: 60_000 }, () => {
  it.each<[string, Statement]>([
    ...constraints.map((text): [string, Statement] => [text, { text, parameters: {} }]),
    ["the upsert of persons", upsertPersons([person])],
    ["their merge", mergePersons([{ from: "a", into: "b" }])],
    ["their removal", forgetPerson(person.personId)],
  ])("is Cypher by Neo4j's own parser: %s", (_, statement) => {
    expect(problemsOf(statement)).toEqual([])
  })

  it.each([
    ["a clause that there is none of", "MERGE (p:Person", "MARGE (p:Person"],
    [
      "a variable that its subquery does not import",
      "CALL (p, row) {\n  UNWIND row.identifiers",
      "CALL (p) {\n  UNWIND row.identifiers",
    ],
    ["a parameter that is not given", "$persons", "$people"],
  ])("would not pass with %s", (_, of, instead) => {
    const { text, parameters } = upsertPersons([person])
    expect(problemsOf({ text: text.replace(of, instead), parameters })).not.toEqual([])
  })
})
