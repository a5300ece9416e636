import type { SubscriptionState } from "../../../../src/api/Overview.ts"
import { Badge } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { count, rate, seconds } from "../../parts/Say.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { hrefOf } from "../../session/Route.ts"

const figure = (value: number | null, say: (value: number) => string) =>
  value === null ? <span class="faint">–</span> : say(value)

const columns: ReadonlyArray<Column<SubscriptionState>> = [
  {
    name: "Subscription",
    show: ({ subscription }) => <code>{subscription}</code>,
    text: ({ subscription }) => subscription,
  },
  { name: "Rate", isNumber: true, show: ({ perSecond }) => figure(perSecond, rate) },
  { name: "Backlog", isNumber: true, show: ({ backlog }) => figure(backlog, count) },
  { name: "In flight", isNumber: true, show: ({ inFlight }) => figure(inFlight, count) },
  { name: "Oldest", isNumber: true, show: ({ oldestSeconds }) => figure(oldestSeconds, seconds) },
  {
    name: "Dead letters",
    isNumber: true,
    show: ({ subscription, deadLettersWaiting }) =>
      deadLettersWaiting === 0 ? (
        "0"
      ) : (
        <a href={hrefOf("dead-letters")} aria-label={`${deadLettersWaiting} dead letters of ${subscription}`}>
          <Badge look="bad" icon="letters">
            {count(deadLettersWaiting)}
          </Badge>
        </a>
      ),
  },
]

export const Subscriptions = ({ of }: { readonly of: ReadonlyArray<SubscriptionState> }) => (
  <Card title="Subscriptions" says="Each topic’s messages on their way to a service" bare>
    <Table label="Subscriptions" columns={columns} rows={of} keyOf={({ subscription }) => subscription} />
  </Card>
)
