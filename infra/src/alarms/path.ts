import { type Alarm, above, absent, ofService, seriesOf, shareAbove } from "./Alarm.ts"
import { ofLog } from "./logs.ts"

const counted = { align: "ALIGN_DELTA", reduce: "REDUCE_SUM", minutes: 5 } as const
const latency = (service: string) =>
  ({
    filter: ofService("request_latencies", service),
    align: "ALIGN_PERCENTILE_99",
    reduce: "REDUCE_MAX",
    minutes: 5,
  }) as const
const answers = (service: string, codeClass?: string) =>
  ofService("request_count", service, codeClass === undefined ? {} : { "metric.labels.response_code_class": codeClass })

/** Everything beside the queues' own alarms. */
export const pathAlarms = ({ quietMinutes }: { readonly quietMinutes: number }): ReadonlyArray<Alarm> => [
  {
    name: "ingress-errors",
    severity: "CRITICAL",
    says: "More than 1 % of the webhook's answers are 5xx: events are not stored.",
    conditions: [
      shareAbove(
        "5xx over 1 %",
        0.01,
        5,
        { filter: answers("ingress-redactor", "5xx"), ...counted },
        { filter: answers("ingress-redactor"), ...counted },
      ),
    ],
  },
  {
    name: "ingress-latency",
    severity: "ERROR",
    says: "The webhook answers one in a hundred later than after half a second.",
    conditions: [above("p99 over 500 ms", 500, 10, latency("ingress-redactor"))],
  },
  {
    name: "resolver-latency",
    severity: "ERROR",
    says: "The resolver takes more than a second for one message in a hundred.",
    conditions: [above("p99 over 1 s", 1000, 10, latency("resolver"))],
  },
  {
    name: "overload",
    severity: "WARNING",
    says: "The webhook is overloaded and turns routine events away; nothing that opens, links, names or ends is refused.",
    conditions: [above("any in five minutes", 0, 0, { filter: ofLog("overloads"), ...counted })],
  },
  {
    name: "no-traffic",
    severity: "WARNING",
    says: `The webhook has not accepted anything for ${quietMinutes} minutes.`,
    conditions: [
      absent(`nothing for ${quietMinutes} minutes`, quietMinutes, {
        filter: answers("ingress-redactor", "2xx"),
        ...counted,
      }),
    ],
  },
  {
    name: "auth-failures",
    severity: "WARNING",
    says: "Somebody calls the webhook or the console with wrong credentials, or ours were changed on one side only.",
    conditions: ["ingress-redactor", "console"].map((service) =>
      above(`${service}: over 20 in five minutes`, 20, 0, {
        filter: ofService("request_count", service, { "metric.labels.response_code": "401" }),
        ...counted,
      }),
    ),
  },
  {
    name: "push-refused",
    severity: "CRITICAL",
    says: "A service refuses the pushes of Pub/Sub: nothing moves there.",
    conditions: [
      above("any in five minutes", 0, 0, { filter: ofLog("push-refused"), ...counted, by: ["metric.label.service"] }),
    ],
  },
  {
    name: "push-errors",
    severity: "ERROR",
    says: "Pushes are answered with something else than an acknowledgement.",
    conditions: [
      above("over one in a second", 1, 10, {
        filter: `${seriesOf("pubsub.googleapis.com/subscription/push_request_count", "pubsub_subscription")} AND metric.labels.response_class != "ack"`,
        align: "ALIGN_RATE",
        reduce: "REDUCE_SUM",
        by: ["resource.label.subscription_id", "metric.label.response_class"],
      }),
    ],
  },
  {
    name: "dead-letters",
    severity: "ERROR",
    says: "Messages or bodies were given up and wait for somebody's decision.",
    conditions: [above("any in five minutes", 0, 0, { filter: ofLog("dead-letters"), ...counted })],
  },
  {
    name: "vendor-down",
    severity: "ERROR",
    says: "A vendor has not taken deliveries for ten minutes.",
    conditions: [
      above("failures all the time", 0, 10, {
        filter: ofLog("vendor-failures"),
        ...counted,
        by: ["metric.label.system"],
      }),
    ],
  },
  {
    name: "vendor-limits",
    severity: "WARNING",
    says: "A vendor's rate limit or quota stands against us.",
    conditions: [
      above("over ten in five minutes", 10, 0, {
        filter: ofLog("vendor-limits"),
        ...counted,
        by: ["metric.label.system"],
      }),
    ],
  },
  {
    name: "store-failures",
    severity: "CRITICAL",
    says: "Firestore or Pub/Sub does not take what we write, or very many events touch one person.",
    conditions: [above("over 50 in five minutes", 50, 5, { filter: ofLog("store-failures"), ...counted })],
  },
  {
    name: "ledger-out-of-balance",
    severity: "ERROR",
    says: "More events ended than were accepted: some were counted twice.",
    conditions: [above("ten minutes long", 0, 10, { filter: ofLog("ledger-imbalances"), ...counted })],
  },
  {
    name: "ledger-silent",
    severity: "ERROR",
    says: "The scheduler's tasks are not done: no ledger, and erasures that failed once are not repeated.",
    conditions: [absent("no report for ten minutes", 10, { filter: ofLog("ledger-reports"), ...counted })],
  },
  {
    name: "erasure-failed",
    severity: "ERROR",
    says: "A system refuses to forget somebody, or did not do it within 25 days: the law leaves a month.",
    conditions: (["erasures-failed", "erasures-given-up"] as const).map((metric) =>
      above(`any of ${metric}`, 0, 0, { filter: ofLog(metric), ...counted, by: ["metric.label.system"] }),
    ),
  },
  {
    name: "defects",
    severity: "ERROR",
    says: "A bug showed itself.",
    conditions: [
      above("any in five minutes", 0, 0, { filter: ofLog("defects"), ...counted, by: ["metric.label.service"] }),
    ],
  },
  {
    name: "quota",
    severity: "ERROR",
    says: "A quota of the project is used up.",
    conditions: [
      above("any exceeded", 0, 0, {
        filter: seriesOf("serviceruntime.googleapis.com/quota/exceeded", "consumer_quota"),
        align: "ALIGN_COUNT_TRUE",
        reduce: "REDUCE_SUM",
        by: ["resource.label.service", "metric.label.quota_metric"],
      }),
    ],
  },
]
