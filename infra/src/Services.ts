import { type ServiceName, services } from "@kith/core/pipeline"
import { queues } from "@kith/core/topics/Queues"
import * as pulumi from "@pulumi/pulumi"
import type { Accounts } from "./Accounts.ts"
import { isReadBy, variables } from "./Environment.ts"
import { scheduled } from "./Schedule.ts"
import type { Secrets } from "./Secrets.ts"
import { type Code, Service } from "./Service.ts"
import type { Settings } from "./Settings.ts"
import { publicServices, sizeOf, timeoutOf } from "./Sizes.ts"
import { Sources } from "./Sources.ts"
import type { Store } from "./Store.ts"

interface ServicesArgs {
  readonly settings: Settings
  readonly labels: Readonly<Record<string, string>>
  readonly accounts: Accounts
  readonly store: Store
  readonly secrets: Secrets
  readonly audienceOf: (service: ServiceName) => pulumi.Output<string>
}

/** The services of the picture, each with what it needs and no more. */
export class Services extends pulumi.ComponentResource {
  readonly #services: ReadonlyMap<ServiceName, Service>

  constructor(name: string, args: ServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Services", name, {}, opts)
    const { settings, labels, accounts, store, secrets, audienceOf } = args
    const { project, region, protect, deploy } = settings
    const sources =
      deploy === "source" ? new Sources("sources", { project, region, labels, protect }, { parent: this }) : undefined
    const codeOf = (service: ServiceName): Code =>
      sources === undefined
        ? { image: settings.images[service] ?? "" }
        : { source: sources.of(service), baseImage: settings.baseImage }
    this.#services = new Map(
      services.map((service) => [
        service,
        new Service(
          service,
          {
            service,
            region,
            labels: { ...labels, service },
            code: codeOf(service),
            account: accounts.of(service).email,
            size: sizeOf(service, settings),
            timeoutSeconds: timeoutOf(service),
            access: publicServices.includes(service) ? settings.publicAccess : "private",
            audience: audienceOf(service),
            variables: { ...plainVariables(service, settings), ...this.#computed(service, args) },
            secrets: secrets.readBy(service),
            rollout: settings.rollout,
            launchStage: settings.launchStage,
            protect,
          },
          { parent: this, dependsOn: [...store.grants, ...secrets.grantsOf(service)] },
        ),
      ]),
    )
    this.registerOutputs({})
  }

  of(service: ServiceName): Service {
    const found = this.#services.get(service)
    if (found === undefined) throw new Error(`there is no ${service}`)
    return found
  }

  #computed(service: ServiceName, { settings, accounts, store, audienceOf }: ServicesArgs) {
    const pushers = queues.filter((queue) => queue.service === service).map(({ name }) => accounts.pusherOf(name).email)
    const isPublic = publicServices.includes(service)
    return {
      GOOGLE_CLOUD_PROJECT: settings.project,
      FIRESTORE_DATABASE: store.database,
      ...(pushers.length > 0 && {
        PUBSUB_PUSH_AUDIENCE: audienceOf(service),
        PUBSUB_PUSH_SERVICE_ACCOUNT: pulumi.all(pushers).apply((all) => all.join(",")),
        // Where everybody may call, nobody has checked the signature for us.
        PUBSUB_PUSH_SIGNATURE: isPublic ? "required" : "checked-by-cloud-run",
      }),
      ...(scheduled.includes(service) && { SCHEDULER_SERVICE_ACCOUNT: accounts.scheduler.email }),
      ...(service === "writeback" && {
        PROFILE_BASE_URL: settings.variables.PROFILE_BASE_URL ?? audienceOf("console"),
      }),
    }
  }
}

const plainVariables = (service: ServiceName, settings: Settings): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, variable]) => {
      const value = settings.variables[name as keyof typeof variables]
      return value !== undefined && isReadBy(variable, service) ? [[name, value]] : []
    }),
  )
