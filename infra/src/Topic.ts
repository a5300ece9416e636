import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"

interface TopicArgs {
  readonly region: string
  /** Who may publish, by a name for the grant. */
  readonly publishers: Readonly<Record<string, pulumi.Input<string>>>
  readonly protect: boolean
}

/** A topic whose messages do not leave the region, and who may publish to it. */
export class Topic extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>

  constructor(name: string, { region, publishers, protect }: TopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Topic", name, {}, opts)
    const topic = new gcp.pubsub.Topic(
      name,
      { name, messageStoragePolicy: { allowedPersistenceRegions: [region], enforceInTransit: true } },
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
