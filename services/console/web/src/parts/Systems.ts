/** How the systems around Kith are written. */
const names: Readonly<Record<string, string>> = {
  genesys: "Genesys Cloud",
  "genesys-gdpr": "Genesys GDPR API",
  salesforce: "Salesforce",
  servicenow: "ServiceNow",
  neo4j: "Neo4j",
  graph: "Kith’s own graph",
}

export const systemName = (name: string): string => names[name] ?? name
