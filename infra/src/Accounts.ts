import { createHash } from "node:crypto"
import type { ServiceName } from "@kith/core/pipeline"
import type { Queue } from "@kith/core/topics/Queues"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"

interface AccountsArgs {
  readonly services: ReadonlyArray<ServiceName>
  readonly queues: ReadonlyArray<Queue>
}

/** An account's id has 6 to 30 characters, and most subscriptions' names have more. */
const pusherId = (subscription: string) =>
  `push-${createHash("sha256").update(subscription).digest("hex").slice(0, 12)}`

/** Who is who: an account for each service to act as, one for each subscription to push as, one for the scheduler. */
export class Accounts extends pulumi.ComponentResource {
  readonly scheduler: gcp.serviceaccount.Account
  readonly #services: ReadonlyMap<string, gcp.serviceaccount.Account>
  readonly #pushers: ReadonlyMap<string, gcp.serviceaccount.Account>

  constructor(name: string, { services, queues }: AccountsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Accounts", name, {}, opts)
    const account = (accountId: string, displayName: string) =>
      new gcp.serviceaccount.Account(
        accountId,
        { accountId, displayName },
        { parent: this, dependsOn: opts?.dependsOn ?? [] },
      )
    this.#services = new Map(services.map((service) => [service, account(`kith-${service}`, `Kith ${service}`)]))
    this.#pushers = new Map(queues.map((queue) => [queue.name, account(pusherId(queue.name), `Pushes ${queue.name}`)]))
    this.scheduler = account("kith-scheduler", "Calls Kith's tasks")
    this.registerOutputs({})
  }

  of(service: ServiceName): gcp.serviceaccount.Account {
    return known(this.#services, service)
  }

  /** Whom Pub/Sub pushes a subscription's messages as. */
  pusherOf(subscription: string): gcp.serviceaccount.Account {
    return known(this.#pushers, subscription)
  }
}

const known = (accounts: ReadonlyMap<string, gcp.serviceaccount.Account>, name: string) => {
  const account = accounts.get(name)
  if (account === undefined) throw new Error(`${name} has no account`)
  return account
}
