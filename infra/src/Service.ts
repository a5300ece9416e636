import type { ServiceName } from "@kith/core/pipeline"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import type { HeldSecret } from "./Secrets.ts"
import type { Size } from "./Sizes.ts"
import type { Source } from "./Sources.ts"

/** What runs: a bundle on Google's Node, or an image by its digest. */
export type Code = { readonly source: Source; readonly baseImage: string } | { readonly image: string }

interface ServiceArgs {
  readonly service: ServiceName
  readonly region: string
  readonly labels: Readonly<Record<string, string>>
  readonly code: Code
  readonly account: pulumi.Input<string>
  readonly size: Size
  readonly timeoutSeconds: number
  /** Everybody may call it from outside; the others only Pub/Sub and the scheduler of this project. */
  readonly access: "private" | "all-users" | "invoker-check-off"
  /** Tokens for this address are taken whichever of its URLs the service is called by. */
  readonly audience: pulumi.Input<string>
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>
  readonly secrets: ReadonlyArray<HeldSecret>
  readonly rollout: string
  readonly launchStage: string | undefined
  readonly protect: boolean
}

const health = { path: "/health" }

/** A service with an identity of its own, that is called only by those it is for. */
export class Service extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>
  readonly uri: pulumi.Output<string>
  readonly #region: string
  readonly #name: string

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kith:infra:Service", name, {}, opts)
    const { region, labels, size, access } = args
    const service = new gcp.cloudrunv2.Service(
      name,
      {
        name: `kith-${name}`,
        location: region,
        labels,
        launchStage: args.launchStage,
        ingress: access === "private" ? "INGRESS_TRAFFIC_INTERNAL_ONLY" : "INGRESS_TRAFFIC_ALL",
        invokerIamDisabled: access === "invoker-check-off",
        customAudiences: [args.audience],
        deletionProtection: args.protect,
        template: {
          labels: { ...labels, rollout: args.rollout },
          serviceAccount: args.account,
          timeout: `${args.timeoutSeconds}s`,
          maxInstanceRequestConcurrency: size.concurrency,
          scaling: { minInstanceCount: size.min, maxInstanceCount: size.max },
          containers: [containerOf(args)],
        },
      },
      { parent: this, dependsOn: opts?.dependsOn ?? [], protect: args.protect },
    )
    this.name = service.name
    this.uri = service.uri
    this.#region = region
    this.#name = name
    if (access === "all-users") this.invocableBy("all-users", "allUsers")
    this.registerOutputs({ uri: this.uri })
  }

  /** @param caller names the grant. */
  invocableBy(caller: string, member: pulumi.Input<string>): gcp.cloudrunv2.ServiceIamMember {
    return new gcp.cloudrunv2.ServiceIamMember(
      `${caller}-invokes-${this.#name}`,
      { name: this.name, location: this.#region, role: "roles/run.invoker", member },
      { parent: this },
    )
  }
}

const containerOf = (args: ServiceArgs): gcp.types.input.cloudrunv2.ServiceTemplateContainer => ({
  ...codeOf(args.code),
  resources: {
    limits: { cpu: "1", memory: args.size.memory },
    // Counters are flushed between requests: an instance that is paid for all day has its CPU all day.
    cpuIdle: args.size.min === 0,
    startupCpuBoost: true,
  },
  envs: [
    ...Object.entries(args.variables).map(([name, value]) => ({ name, value })),
    ...args.secrets.map(({ name, id }) => ({
      name,
      valueSource: { secretKeyRef: { secret: id, version: "latest" } },
    })),
  ],
  startupProbe: { httpGet: health, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 60 },
  livenessProbe: { httpGet: health, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
})

const codeOf = (code: Code) =>
  "image" in code
    ? { image: code.image }
    : {
        image: "scratch",
        baseImageUri: code.baseImage,
        sourceCode: { cloudStorageSource: code.source },
        commands: ["node"],
        args: ["main.js"],
      }
