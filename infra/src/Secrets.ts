import type { ServiceName } from "@kith/core/pipeline"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import { isReadBy, type SecretName, secretId, secrets } from "./Environment.ts"

interface SecretsArgs {
  readonly region: string
  readonly labels: Readonly<Record<string, string>>
  readonly names: ReadonlyArray<SecretName>
  readonly memberOf: (service: ServiceName) => pulumi.Input<string>
  readonly protect: boolean
}

export interface HeldSecret {
  readonly name: SecretName
  readonly id: pulumi.Output<string>
}

/** Secrets without their values, which are never part of the program or its state, and who may read each. */
export class Secrets extends pulumi.ComponentResource {
  readonly #held: ReadonlyMap<SecretName, gcp.secretmanager.Secret>
  readonly #grants: ReadonlyMap<string, ReadonlyArray<pulumi.Resource>>

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Secrets", name, {}, opts)
    const { region, labels, names, memberOf, protect } = args
    const held = new Map<SecretName, gcp.secretmanager.Secret>()
    const grants = new Map<string, Array<pulumi.Resource>>()
    for (const secret of names) {
      const id = secretId(secret)
      const resource = new gcp.secretmanager.Secret(
        id,
        { secretId: id, labels, replication: { userManaged: { replicas: [{ location: region }] } } },
        { parent: this, dependsOn: opts?.dependsOn ?? [], protect },
      )
      held.set(secret, resource)
      for (const service of secrets[secret].readers) {
        const grant = new gcp.secretmanager.SecretIamMember(
          `${id}-for-${service}`,
          { secretId: resource.secretId, role: "roles/secretmanager.secretAccessor", member: memberOf(service) },
          { parent: this },
        )
        grants.set(service, [...(grants.get(service) ?? []), grant])
      }
    }
    this.#held = held
    this.#grants = grants
    this.registerOutputs({})
  }

  readBy(service: ServiceName): ReadonlyArray<HeldSecret> {
    return [...this.#held].flatMap(([name, { secretId }]) =>
      isReadBy(secrets[name], service) ? [{ name, id: secretId }] : [],
    )
  }

  /** What the service has to wait for: a revision that may not read its secrets does not start. */
  grantsOf(service: ServiceName): ReadonlyArray<pulumi.Resource> {
    return this.#grants.get(service) ?? []
  }
}
