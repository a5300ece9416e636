import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { type ServiceName, services } from "@kith/core/pipeline"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import { archiveOf } from "./bundle/Paths.ts"

interface SourcesArgs {
  readonly project: string
  readonly region: string
  readonly labels: Readonly<Record<string, string>>
  readonly protect: boolean
}

/** Where Cloud Run finds a bundle. */
export interface Source {
  readonly bucket: pulumi.Output<string>
  readonly object: pulumi.Output<string>
  readonly generation: pulumi.Output<string>
}

/** The services' bundles, uploaded under the digest of what they hold: the same bundle makes no new revision. */
export class Sources extends pulumi.ComponentResource {
  readonly #objects: ReadonlyMap<ServiceName, gcp.storage.BucketObject>

  constructor(name: string, args: SourcesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Sources", name, {}, opts)
    const { project, region, labels, protect } = args
    const bucket = new gcp.storage.Bucket(
      name,
      {
        name: `${project}-kith-${name}`,
        location: region,
        labels,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        forceDestroy: !protect,
      },
      { parent: this, dependsOn: opts?.dependsOn ?? [], protect },
    )
    this.#objects = new Map(
      services.map((service) => {
        const archive = bundleOf(service)
        const digest = createHash("sha256").update(readFileSync(archive)).digest("hex").slice(0, 12)
        const object = new gcp.storage.BucketObject(
          service,
          { bucket: bucket.name, name: `${service}-${digest}.tar.gz`, source: new pulumi.asset.FileAsset(archive) },
          // Revisions to roll back to still need theirs.
          { parent: this, retainOnDelete: true },
        )
        return [service, object]
      }),
    )
    this.registerOutputs({})
  }

  of(service: ServiceName): Source {
    const object = this.#objects.get(service)
    if (object === undefined) throw new Error(`${service} has no bundle`)
    return { bucket: object.bucket, object: object.name, generation: object.generation.apply(String) }
  }
}

const bundleOf = (service: ServiceName): string => {
  const archive = archiveOf(service)
  if (!existsSync(archive)) throw new Error(`There is no bundle of ${service}: run "npx pnpm@12 bundle" first.`)
  return archive
}
