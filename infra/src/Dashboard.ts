import { services, subscriptions } from "@kith/core/pipeline"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import { aggregationOf, ofService, type Series, seriesOf } from "./alarms/Alarm.ts"
import { ofLog } from "./alarms/logs.ts"

interface Chart {
  readonly title: string
  readonly series: ReadonlyArray<Series>
}

const rate = { align: "ALIGN_RATE", reduce: "REDUCE_SUM" } as const
const p99 = { align: "ALIGN_PERCENTILE_99", reduce: "REDUCE_MAX" } as const
const ofTopic = (metric: string) => seriesOf(`pubsub.googleapis.com/subscription/${metric}`, "pubsub_subscription")

/** The path from left to right, and below it what it depends on. */
const rows: ReadonlyArray<ReadonlyArray<Chart>> = [
  [
    {
      title: "Webhook: answers a second",
      series: [
        { filter: ofService("request_count", "ingress-redactor"), ...rate, by: ["metric.label.response_code_class"] },
      ],
    },
    {
      title: "Waiting: oldest, by subscription (s)",
      series: [
        {
          filter: ofTopic("oldest_unacked_message_age"),
          align: "ALIGN_MAX",
          reduce: "REDUCE_MAX",
          by: ["resource.label.subscription_id"],
        },
      ],
    },
    { title: "Resolver: p99 (ms)", series: [{ filter: ofService("request_latencies", "resolver"), ...p99 }] },
    { title: "Event to write-back: p99 (ms)", series: [{ filter: ofLog("written-back"), ...p99 }] },
  ],
  [
    { title: "Webhook: p99 (ms)", series: [{ filter: ofService("request_latencies", "ingress-redactor"), ...p99 }] },
    {
      title: "Waiting: messages, by subscription",
      series: [
        {
          filter: ofTopic("num_undelivered_messages"),
          align: "ALIGN_MAX",
          reduce: "REDUCE_SUM",
          by: ["resource.label.subscription_id"],
        },
      ],
    },
    {
      title: "Vendors: failures",
      series: [{ filter: ofLog("vendor-failures"), ...rate, by: ["metric.label.system"] }],
    },
    { title: "Dead letters kept", series: [{ filter: ofLog("dead-letters"), ...rate, by: ["metric.label.service"] }] },
  ],
  [
    {
      title: "Pushes by answer",
      series: [{ filter: ofTopic("push_request_count"), ...rate, by: ["metric.label.response_class"] }],
    },
    { title: "Accepted events without an end", series: [{ filter: ofLog("ledger-pending"), ...p99 }] },
    {
      title: "Instances",
      series: services.map((service) => ({
        filter: ofService("container/instance_count", service),
        align: "ALIGN_MAX",
        reduce: "REDUCE_SUM",
      })),
    },
    { title: "Our own store: failures", series: [{ filter: ofLog("store-failures"), ...rate }] },
  ],
]

const width = 12
const height = 4

const tiles = rows.flatMap((row, y) =>
  row.map(({ title, series }, x) => ({
    xPos: x * width,
    yPos: y * height,
    width,
    height,
    widget: {
      title,
      xyChart: {
        dataSets: series.map((one) => {
          const { alignmentPeriod, perSeriesAligner, crossSeriesReducer, groupByFields } = aggregationOf(one)
          const aggregation = { alignmentPeriod, perSeriesAligner, crossSeriesReducer, groupByFields }
          return { plotType: "LINE", timeSeriesQuery: { timeSeriesFilter: { filter: one.filter, aggregation } } }
        }),
      },
    },
  })),
)

const about = `Kith: ${subscriptions.length} subscriptions, ${services.length} services`

/** The path from left to right on one page. */
export class Dashboard extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Dashboard", name, {}, opts)
    const dashboard = new gcp.monitoring.Dashboard(
      name,
      { dashboardJson: JSON.stringify({ displayName: about, mosaicLayout: { columns: 4 * width, tiles } }) },
      { parent: this, dependsOn: opts?.dependsOn ?? [] },
    )
    this.id = dashboard.id
    this.registerOutputs({ id: this.id })
  }
}
