import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"

interface TopicArgs {
  readonly region: string
  readonly labels: Readonly<Record<string, string>>
  /** Who may publish, by a name for the grant. */
  readonly publishers: Readonly<Record<string, pulumi.Input<string>>>
  readonly protect: boolean
}

/** Seven days in which what was consumed already can be delivered again (seek), for a bug found on Monday. */
const replayable = `${7 * 24 * 3600}s`

/** A topic whose messages do not leave the region and can be replayed, and who may publish to it. */
export class Topic extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>

  constructor(name: string, args: TopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Topic", name, {}, opts)
    const { region, labels, publishers, protect } = args
    const topic = new gcp.pubsub.Topic(
      name,
      {
        name,
        labels,
        messageRetentionDuration: replayable,
        messageStoragePolicy: { allowedPersistenceRegions: [region], enforceInTransit: true },
      },
      { parent: this, dependsOn: opts?.dependsOn ?? [], protect },
    )
    for (const [publisher, member] of Object.entries(publishers)) {
      new gcp.pubsub.TopicIAMMember(
        `${name}-from-${publisher}`,
        { topic: topic.name, role: "roles/pubsub.publisher", member },
        { parent: this },
      )
    }
    this.id = topic.id
    this.registerOutputs({ id: this.id })
  }
}
