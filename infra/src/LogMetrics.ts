import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import { type LogMetric, logMetrics, scope } from "./alarms/logs.ts"

/** Counts and distributions of what the services log. A new one can be watched only after some minutes. */
export class LogMetrics extends pulumi.ComponentResource {
  readonly all: Array<gcp.logging.Metric>

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:LogMetrics", name, {}, opts)
    this.all = Object.entries<LogMetric>(logMetrics).map(
      ([metric, { filter, says, labels = {}, millis }]) =>
        new gcp.logging.Metric(
          metric,
          {
            name: `kith/${metric}`,
            description: says,
            filter: `${scope} AND ${filter}`,
            labelExtractors: labels,
            metricDescriptor: {
              metricKind: "DELTA",
              valueType: millis === undefined ? "INT64" : "DISTRIBUTION",
              unit: millis === undefined ? "1" : "ms",
              labels: Object.keys(labels).map((key) => ({ key, valueType: "STRING" })),
            },
            valueExtractor: millis && `EXTRACT(jsonPayload.${millis})`,
            bucketOptions:
              millis === undefined
                ? undefined
                : { exponentialBuckets: { scale: 10, growthFactor: 1.5, numFiniteBuckets: 40 } },
          },
          { parent: this, dependsOn: opts?.dependsOn ?? [] },
        ),
    )
    this.registerOutputs({})
  }
}
