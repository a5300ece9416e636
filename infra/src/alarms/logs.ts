import { seriesOf } from "./Alarm.ts"

/** What the services' log lines are counted as. A test holds the messages against the code that writes them. */
export interface LogMetric {
  /** In the language of Cloud Logging. */
  readonly filter: string
  readonly says: string
  /** Label → field of the line. */
  readonly labels?: Readonly<Record<string, string>>
  /** A field in milliseconds whose distribution is kept. */
  readonly millis?: string
}

const message = (text: string) => `jsonPayload.message = "${text}"`
const failed = message("delivery failed")
/** Named in the reason's first word. */
const system = `REGEXP_EXTRACT(jsonPayload.reason, "^([a-z0-9]+) ")`
const named = "EXTRACT(jsonPayload.system)"
const subscription = "EXTRACT(jsonPayload.subscription)"
const service = "EXTRACT(jsonPayload.serviceContext.service)"

export const logMetrics = {
  "written-back": {
    filter: message("written back"),
    says: "From the webhook's 202 to the write-back",
    millis: "ageMillis",
  },
  "vendor-failures": {
    filter: `${failed} AND jsonPayload.fact = "VendorIsUnavailable"`,
    says: "Deliveries that a vendor could not take",
    labels: { system },
  },
  "vendor-limits": {
    filter: `${failed} AND jsonPayload.fact = "VendorIsUnavailable" AND jsonPayload.reason =~ "429|rate limit|LIMIT_EXCEEDED"`,
    says: "Deliveries that a vendor's limit stood against",
    labels: { system },
  },
  "store-failures": {
    filter: `${failed} AND jsonPayload.fact =~ "^(Documents|Topic)"`,
    says: "Deliveries that our own store or topics failed",
    labels: { subscription },
  },
  "dead-letters": {
    filter: message("dead letter kept"),
    says: "Messages and bodies given up and kept",
    labels: { service },
  },
  "push-refused": { filter: message("push refused"), says: "Pushes with a wrong token", labels: { service } },
  overloads: {
    filter: message("overload began"),
    says: "Instances that began to turn routine events away",
    labels: { service },
  },
  "ledger-reports": { filter: message("ledger"), says: "The ledger as told every minute" },
  "ledger-imbalances": {
    filter: `${message("ledger")} AND jsonPayload.balanced = false`,
    says: "The ledger out of balance",
  },
  "ledger-pending": { filter: message("ledger"), says: "Accepted events without an end", millis: "pending" },
  "erasures-failed": {
    filter: message("erasure failed"),
    says: "Systems that refuse to forget somebody",
    labels: { system: named },
  },
  "erasures-given-up": {
    filter: message("erasure given up"),
    says: "Systems that did not forget somebody within 25 days",
    labels: { system: named },
  },
  defects: {
    filter: `severity >= ERROR AND jsonPayload.message =~ " died"`,
    says: "Bugs",
    labels: { service },
  },
} as const satisfies Record<string, LogMetric>
export type LogMetricName = keyof typeof logMetrics

/** Only of Kith's own services. */
export const scope = `resource.type = "cloud_run_revision" AND resource.labels.service_name : "kith-"`

export const ofLog = (name: LogMetricName): string =>
  seriesOf(`logging.googleapis.com/user/kith/${name}`, "cloud_run_revision")
