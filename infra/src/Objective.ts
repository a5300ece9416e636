import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import type { Alarms } from "./Alarms.ts"
import { ofLog } from "./alarms/logs.ts"

interface ObjectiveArgs {
  /** Share that is promised. */
  readonly objective: number
  readonly withinMillis: number
  readonly alarms: Alarms
  readonly labels: Readonly<Record<string, string>>
}

/** "Event to write-back": the promise that all this is for, and the alarms when it is being broken. */
export class Objective extends pulumi.ComponentResource {
  constructor(name: string, args: ObjectiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Objective", name, {}, opts)
    const { objective, withinMillis, alarms, labels } = args
    const service = new gcp.monitoring.CustomService(
      name,
      { serviceId: `kith-${name}`, displayName: "Kith: event to write-back", userLabels: labels },
      { parent: this, dependsOn: opts?.dependsOn ?? [] },
    )
    const slo = new gcp.monitoring.Slo(
      name,
      {
        service: service.serviceId,
        sloId: `kith-${name}`,
        displayName: `${objective * 100} % written back within ${withinMillis} ms`,
        goal: objective,
        rollingPeriodDays: 28,
        requestBasedSli: {
          distributionCut: { distributionFilter: ofLog("written-back"), range: { min: 0, max: withinMillis } },
        },
        userLabels: labels,
      },
      { parent: this },
    )
    // A month's budget is gone in two days at the first rate, in five at the second.
    alarms.add(burning("slo-burns-fast", "CRITICAL", slo.name, "3600s", 14.4), { parent: this })
    alarms.add(burning("slo-burns-slowly", "WARNING", slo.name, "21600s", 6), { parent: this })
    this.registerOutputs({})
  }
}

const burning = (
  name: string,
  severity: "CRITICAL" | "WARNING",
  slo: pulumi.Output<string>,
  period: string,
  rate: number,
) => ({
  name,
  severity,
  says: `References reach Genesys so late that the month's allowance is used up ${rate} times too fast.`,
  conditions: [
    {
      displayName: `burns ${rate} times too fast`,
      conditionThreshold: {
        filter: pulumi.interpolate`select_slo_burn_rate("${slo}", "${period}")`,
        comparison: "COMPARISON_GT",
        thresholdValue: rate,
        duration: "0s",
        trigger: { count: 1 },
      },
    },
  ],
})
