import type * as gcp from "@pulumi/gcp"

export type Condition = gcp.types.input.monitoring.AlertPolicyCondition
type Aggregation = gcp.types.input.monitoring.AlertPolicyConditionConditionThresholdAggregation

/** What somebody is told of, and where the runbook says what to do. */
export interface Alarm {
  /** Unique; the heading of its entry in the runbook, unless `entry` names another. */
  readonly name: string
  /** For alarms that there are several of. */
  readonly entry?: string
  /** `CRITICAL`: somebody has to get up. `ERROR`: today. `WARNING`: this week. */
  readonly severity: "CRITICAL" | "ERROR" | "WARNING"
  /** One sentence. */
  readonly says: string
  /** Any of them. */
  readonly conditions: ReadonlyArray<Condition>
}

export interface Series {
  readonly filter: string
  /** How the points of a period become one; rates and differences for counters. */
  readonly align:
    | "ALIGN_MAX"
    | "ALIGN_DELTA"
    | "ALIGN_RATE"
    | "ALIGN_PERCENTILE_99"
    | "ALIGN_COUNT_TRUE"
    | "ALIGN_NEXT_OLDER"
  readonly reduce?: "REDUCE_SUM" | "REDUCE_MAX"
  readonly by?: ReadonlyArray<string>
  readonly minutes?: number
}

/** `metric` and `resource` by their types, and equal labels, as Cloud Monitoring's filters have it. */
export const seriesOf = (metric: string, resource: string, labels: Readonly<Record<string, string>> = {}): string =>
  [
    `metric.type = "${metric}"`,
    `resource.type = "${resource}"`,
    ...Object.entries(labels).map(([label, value]) => `${label} = "${value}"`),
  ].join(" AND ")

export const ofSubscription = (metric: string, subscription: string): string =>
  seriesOf(`pubsub.googleapis.com/subscription/${metric}`, "pubsub_subscription", {
    "resource.labels.subscription_id": subscription,
  })

export const ofService = (metric: string, service: string, labels: Readonly<Record<string, string>> = {}): string =>
  seriesOf(`run.googleapis.com/${metric}`, "cloud_run_revision", {
    "resource.labels.service_name": `kith-${service}`,
    ...labels,
  })

export const aggregationOf = ({ align, reduce, by = [], minutes = 1 }: Series): Aggregation => ({
  alignmentPeriod: `${minutes * 60}s`,
  perSeriesAligner: align,
  crossSeriesReducer: reduce ?? "REDUCE_NONE",
  groupByFields: [...by],
})

/** Above a value for so many minutes; 0: as soon as it is seen. */
export const above = (displayName: string, threshold: number, forMinutes: number, series: Series): Condition => ({
  displayName,
  conditionThreshold: {
    filter: series.filter,
    aggregations: [aggregationOf(series)],
    comparison: "COMPARISON_GT",
    thresholdValue: threshold,
    duration: `${forMinutes * 60}s`,
    trigger: { count: 1 },
  },
})

/** A share of the whole above a value. */
export const shareAbove = (
  displayName: string,
  share: number,
  forMinutes: number,
  part: Series,
  whole: Series,
): Condition => ({
  displayName,
  conditionThreshold: {
    filter: part.filter,
    aggregations: [aggregationOf(part)],
    denominatorFilter: whole.filter,
    denominatorAggregations: [aggregationOf(whole)],
    comparison: "COMPARISON_GT",
    thresholdValue: share,
    duration: `${forMinutes * 60}s`,
    trigger: { count: 1 },
  },
})

export const absent = (displayName: string, forMinutes: number, series: Series): Condition => ({
  displayName,
  conditionAbsent: {
    filter: series.filter,
    aggregations: [aggregationOf(series)],
    duration: `${forMinutes * 60}s`,
    trigger: { count: 1 },
  },
})
