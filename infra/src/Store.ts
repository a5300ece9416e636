import { collections } from "@kith/core/documents/Collections"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"

interface StoreArgs {
  readonly project: string
  readonly location: string
  /** Name of another database that everybody uses instead, if it was restored. */
  readonly restored: string | undefined
  /** Who reads and writes documents, by a name for the grant. */
  readonly users: Readonly<Record<string, pulumi.Input<string>>>
  readonly protect: boolean
}

/** Collections that the store keeps for itself. */
const counters = "counters"
const flushes = "counter-flushes"

/**
 * The documents: deleted by nobody by mistake, restorable to any minute of the last seven days, with one index only, of the
 * tags that are searched by. Queries by name need none, and what is not indexed costs nothing to write.
 */
export class Store extends pulumi.ComponentResource {
  readonly database: pulumi.Output<string>
  /** What a service has to wait for before it can read a document. */
  readonly grants: ReadonlyArray<pulumi.Resource>

  constructor(name: string, args: StoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Store", name, {}, opts)
    const { project, location, restored, users, protect } = args
    const database = new gcp.firestore.Database(
      name,
      {
        name,
        type: "FIRESTORE_NATIVE",
        locationId: location,
        pointInTimeRecoveryEnablement: "POINT_IN_TIME_RECOVERY_ENABLED",
        deleteProtectionState: protect ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED",
        deletionPolicy: protect ? "ABANDON" : "DELETE",
      },
      { parent: this, dependsOn: opts?.dependsOn ?? [], protect },
    )
    this.database = restored === undefined ? database.name : pulumi.output(restored)
    new gcp.firestore.BackupSchedule(
      `${name}-daily`,
      { database: database.name, retention: `${14 * 24 * 3600}s`, dailyRecurrence: {} },
      { parent: this, protect },
    )
    const field = (
      collection: string,
      path: string,
      settings: Pick<gcp.firestore.FieldArgs, "ttlConfig" | "indexConfig">,
    ) =>
      new gcp.firestore.Field(
        `${collection}-${path}`,
        { database: this.database, collection, field: path, ...settings },
        { parent: this },
      )
    for (const collection of collections.map((each) => each.name)) {
      // Days late at times: whoever reads looks at the time too.
      field(collection, "expiresAt", { ttlConfig: {}, indexConfig: {} })
      field(collection, "body", { indexConfig: {} })
      field(collection, "schema", { indexConfig: {} })
      field(collection, "tags", { indexConfig: { indexes: [{ queryScope: "COLLECTION", arrayConfig: "CONTAINS" }] } })
    }
    field(flushes, "expiresAt", { ttlConfig: {}, indexConfig: {} })
    field(counters, "counts", { indexConfig: {} })

    this.grants = Object.entries(users).map(
      ([user, member]) =>
        new gcp.projects.IAMMember(
          `${name}-for-${user}`,
          {
            project,
            role: "roles/datastore.user",
            member,
            // The role exists for whole projects only.
            condition: {
              title: `only ${name}`,
              expression: pulumi.interpolate`resource.name == "projects/${project}/databases/${this.database}"`,
            },
          },
          { parent: this },
        ),
    )
    this.registerOutputs({ database: this.database })
  }
}
