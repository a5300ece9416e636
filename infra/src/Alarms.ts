import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import type { Alarm } from "./alarms/Alarm.ts"

interface AlarmsArgs {
  readonly emails: ReadonlyArray<string>
  /** Page whose headings are the alarms' entries. */
  readonly runbookUrl: string
  readonly labels: Readonly<Record<string, string>>
}

/** Whoever is told of alarms, each of which says what to do. */
export class Alarms extends pulumi.ComponentResource {
  readonly #channels: ReadonlyArray<pulumi.Output<string>>
  readonly #args: AlarmsArgs

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Alarms", name, {}, opts)
    this.#args = args
    this.#channels = args.emails.map(
      (address, index) =>
        new gcp.monitoring.NotificationChannel(
          `email-${index + 1}`,
          {
            type: "email",
            displayName: `Kith ${index + 1}`,
            labels: { email_address: address },
            userLabels: args.labels,
          },
          { parent: this, dependsOn: opts?.dependsOn ?? [] },
        ).name,
    )
    this.registerOutputs({})
  }

  /** @param opts `parent`: what the alarm belongs to, if not to all. */
  add({ name, entry = name, severity, says, conditions }: Alarm, opts: pulumi.CustomResourceOptions = {}): void {
    const { runbookUrl, labels } = this.#args
    const url = `${runbookUrl}#${entry}`
    new gcp.monitoring.AlertPolicy(
      name,
      {
        displayName: `Kith: ${name}`,
        severity,
        combiner: "OR",
        conditions: [...conditions],
        notificationChannels: [...this.#channels],
        documentation: {
          mimeType: "text/markdown",
          subject: `Kith: ${name}`,
          content: `${says}\n\n[What to do](${url})`,
          links: [{ displayName: "Runbook", url }],
        },
        alertStrategy: { autoClose: "86400s" },
        userLabels: { ...labels, entry },
      },
      { parent: this, ...opts },
    )
  }
}
