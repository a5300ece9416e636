import type { ServiceName } from "@kith/core/pipeline"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"

interface AccountsArgs {
  readonly services: ReadonlyArray<ServiceName>
  /** Those that messages are pushed to. */
  readonly consumers: ReadonlyArray<ServiceName>
}

/** Who is who: an account for each service to act as, and one for Pub/Sub to push to each consumer as. */
export class Accounts extends pulumi.ComponentResource {
  readonly #services: ReadonlyMap<ServiceName, gcp.serviceaccount.Account>
  readonly #pushes: ReadonlyMap<ServiceName, gcp.serviceaccount.Account>

  constructor(name: string, { services, consumers }: AccountsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Accounts", name, {}, opts)
    const account = (accountId: string, displayName: string) =>
      new gcp.serviceaccount.Account(
        accountId,
        { accountId, displayName },
        { parent: this, dependsOn: opts?.dependsOn ?? [] },
      )
    this.#services = new Map(services.map((service) => [service, account(`kith-${service}`, `Kith ${service}`)]))
    this.#pushes = new Map(consumers.map((service) => [service, account(`push-${service}`, `Pushes to ${service}`)]))
    this.registerOutputs({})
  }

  memberOf(service: ServiceName): pulumi.Output<string> {
    return known(this.#services, service).member
  }

  pusherTo(service: ServiceName): pulumi.Output<string> {
    return known(this.#pushes, service).email
  }
}

const known = (accounts: ReadonlyMap<ServiceName, gcp.serviceaccount.Account>, service: ServiceName) => {
  const account = accounts.get(service)
  if (account === undefined) throw new Error(`${service} has no such account`)
  return account
}
