import type { ServiceName } from "@kith/core/pipeline"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"

/** A `POST /tasks/{name}` of a service. A test holds them against the routes that there are. */
export interface Task {
  readonly service: ServiceName
  readonly name: string
  /** In the language of cron. */
  readonly schedule: string
}

export const tasks: ReadonlyArray<Task> = [
  { service: "console", name: "publish-erasures", schedule: "* * * * *" },
  { service: "console", name: "report-ledger", schedule: "* * * * *" },
  { service: "console", name: "recount-history", schedule: "* * * * *" },
  { service: "console", name: "expire-interactions", schedule: "17 * * * *" },
  { service: "crm-sync", name: "refresh", schedule: "*/5 * * * *" },
  { service: "writeback", name: "reconcile", schedule: "*/15 * * * *" },
  { service: "writeback", name: "check-contacts", schedule: "5 * * * *" },
]
/** Services that the scheduler calls. */
export const scheduled: ReadonlyArray<ServiceName> = [...new Set(tasks.map(({ service }) => service))]

interface ScheduleArgs {
  readonly task: Task
  readonly region: string
  readonly uri: pulumi.Input<string>
  readonly audience: pulumi.Input<string>
  readonly account: pulumi.Input<string>
}

/** A task that is done again and again, as the scheduler's own account. */
export class Schedule extends pulumi.ComponentResource {
  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Schedule", name, {}, opts)
    const { task, region, uri, audience, account } = args
    new gcp.cloudscheduler.Job(
      name,
      {
        name: `kith-${name}`,
        region,
        schedule: task.schedule,
        timeZone: "Etc/UTC",
        attemptDeadline: "60s",
        httpTarget: {
          httpMethod: "POST",
          uri: pulumi.interpolate`${uri}/tasks/${task.name}`,
          oidcToken: { serviceAccountEmail: account, audience },
        },
        retryConfig: { retryCount: 1 },
      },
      { parent: this, dependsOn: opts?.dependsOn ?? [] },
    )
    this.registerOutputs({})
  }
}
