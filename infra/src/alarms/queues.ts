import type { ServiceName } from "@kith/core/pipeline"
import type { Queue } from "@kith/core/topics/Queues"
import { type Alarm, above, ofSubscription } from "./Alarm.ts"

/** The path that somebody hears ringing is told of after a minute; a vendor may be away for longer. */
const patience: Partial<Record<ServiceName, { readonly seconds: number; readonly severity: Alarm["severity"] }>> = {
  resolver: { seconds: 60, severity: "CRITICAL" },
  writeback: { seconds: 300, severity: "CRITICAL" },
}
const otherwise = { seconds: 1800, severity: "ERROR" } as const

/** So many that what comes last waits minutes. */
const many = 10_000

export const backlogAlarm = ({ name, service }: Queue): Alarm => {
  const { seconds, severity } = patience[service] ?? otherwise
  const series = (metric: string) =>
    ({ filter: ofSubscription(metric, name), align: "ALIGN_MAX", reduce: "REDUCE_MAX" }) as const
  return {
    name: `backlog-${name}`,
    entry: "backlog",
    severity,
    says: `${name}: messages wait for ${service} longer than they should.`,
    conditions: [
      above(`oldest waits over ${seconds} s`, seconds, 3, series("oldest_unacked_message_age")),
      above(`over ${many} wait`, many, 5, series("num_undelivered_messages")),
    ],
  }
}

/** Stays until they are taken, where a count of arrivals would be over in a moment. */
export const deadLettersWaitingAlarm = ({ name }: Queue): Alarm => ({
  name: `dead-letters-waiting-${name}`,
  entry: "dead-letters-waiting",
  severity: "ERROR",
  says: `${name}: the console does not take dead letters.`,
  conditions: [
    above("any waits for ten minutes", 0, 10, {
      filter: ofSubscription("num_undelivered_messages", name),
      align: "ALIGN_MAX",
      reduce: "REDUCE_MAX",
    }),
  ],
})
