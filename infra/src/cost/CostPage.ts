import { readFileSync } from "node:fs"
import { Assumptions, averageEvent, eventCost, monthly, OperationsTable } from "./Cost.ts"

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"))

const row = (cells: ReadonlyArray<string | number>) => `| ${cells.join(" | ")} |`
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string | number>>) =>
  [row(head), row(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(row)].join("\n")

const dollars = (amount: number) => (amount < 10 ? amount.toFixed(2) : Math.round(amount).toLocaleString("en-US"))
const rounded = (amount: number) => Number(amount.toFixed(1))
const volumes = [1e5, 1e7, 1e9]
const titles = ["10⁵", "10⁷", "10⁹"]

/** `docs/cost.md`, from what was counted and what is assumed. */
export const costPage = (): string => {
  const operations = OperationsTable.parse(read("operations.json"))
  const assumptions = Assumptions.parse(read("assumptions.json"))
  const { assumed, prices } = assumptions
  const average = averageEvent(operations, assumed.shares)
  const months = volumes.map((events) => monthly(events, average, assumptions))
  const lines = Object.keys(months[0] ?? {})
  const total = months.map((month) => Object.values(month).reduce((sum, amount) => sum + amount, 0))
  return `# Cost

Written by \`npx pnpm@12 cost\` from [counted operations](../infra/src/cost/operations.json) and [assumptions](../infra/src/cost/assumptions.json); a test holds it to them. Nothing of it was read off a bill.

## Operations per event

Counted by \`test/stories/operations.test.ts\` over the whole path, webhook to Salesforce and Genesys. A guard (a document that a decision rests on and does not change) counts as a write.

${table(
  ["event", "requests", "document reads", "document writes", "messages", "bytes that Pub/Sub charges"],
  Object.entries(operations).map(([kind, counted]) => {
    const cost = eventCost(counted)
    return [kind, cost.requests, cost.reads, cost.writes, cost.messages, cost.carried]
  }),
)}

By service: reads + writes, in document round trips one after the other.

${table(
  ["event", "ingress-redactor", "resolver", "crm-sync", "writeback"],
  Object.entries(operations).map(([kind, counted]) => [
    kind,
    ...["ingress-redactor", "resolver", "crm-sync", "writeback"].map((service) => {
      const one = counted[service]
      return one === undefined ? "–" : `${one.reads} + ${one.writes} in ${one.roundTrips}`
    }),
  ]),
)}

Besides, each process adds its counters up and writes them every five seconds, two writes each.

## Dollars a month

Of ${Object.entries(assumed.shares)
    .map(([kind, share]) => `${Math.round(share * 100)} % ${kind}`)
    .join(
      ", ",
    )}: ${rounded(average.requests)} requests, ${rounded(average.reads)} reads, ${rounded(average.writes)} writes and ${rounded(average.messages)} messages an event. Storage is what ${assumed.storedMonths} months leave at ${assumed.storedBytesPerEvent} bytes an event, without deletions. Prices: ${prices.note}.

${table(
  ["events a month", ...titles],
  [
    ...lines.map((line) => [line, ...months.map((month) => dollars(month[line] ?? 0))]),
    ["**all**", ...total.map((amount) => `**${dollars(amount)}**`)],
    ["per 1,000 events", ...total.map((amount, index) => dollars((amount / (volumes[index] ?? 1)) * 1000))],
  ],
)}

Without instances kept warm (\`kith:warm: false\`) nothing runs while nothing comes in, and the first event after a pause waits for a start. Salesforce's API calls and Genesys' are not in it.
`
}
