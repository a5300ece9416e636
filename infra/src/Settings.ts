import { parseJson } from "@kith/core/http/Json"
import { deadLetterDelivery, type ServiceName, services, subscriptions } from "@kith/core/pipeline"
import * as pulumi from "@pulumi/pulumi"
import * as z from "zod"
import { requiredSecrets, secretNames, variableNames } from "./Environment.ts"

/** The services that messages are pushed to. */
export const consumers: ReadonlyArray<ServiceName> = [
  ...new Set([...subscriptions.map(({ service }) => service), deadLetterDelivery.service]),
]

const name = z.string().regex(/^[a-z][a-z0-9-]{1,38}$/)
const httpsUrl = z.url({ protocol: /^https$/ }).max(500)
const emailAddress = z.email().max(320)
const instances = z.strictObject({ min: z.int().min(0).max(100), max: z.int().min(1).max(1000) })

const Settings = z
  .strictObject({
    project: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
    /** Where everything runs and is kept, messages in motion too. */
    region: z
      .string()
      .max(40)
      .regex(/^[a-z]+-[a-z]+\d$/),
    /** Where documents are kept, if not in the region: a multi-region such as `eur3`. It can never be changed. */
    databaseLocation: name.optional(),
    /** A database that was restored beside the stack's own, and is used instead of it. */
    restoredDatabase: name.optional(),
    /** Refuses to delete what holds data, and keeps the services from being deleted by mistake. */
    protect: z.boolean().default(true),
    /** `none`: everything but the services, so that the secrets can be filled in. */
    deploy: z.enum(["none", "source", "image"]).default("none"),
    /** By service, `…@sha256:…`; for `deploy: image`. */
    images: z
      .partialRecord(
        z.enum(services),
        z
          .string()
          .max(400)
          .regex(/@sha256:[0-9a-f]{64}$/),
      )
      .default({}),
    /** What source is run on; for `deploy: source`. */
    baseImage: z
      .string()
      .max(200)
      .default("us-central1-docker.pkg.dev/serverless-runtimes/google-24-full/runtimes/nodejs24"),
    /** Only if Google wants it for source deployments, which are Beta. */
    launchStage: z.enum(["GA", "BETA"]).optional(),
    /** Keeps instances of the latency path running. */
    warm: z.boolean().default(true),
    /** Instead of the shipped sizes. The write-back stays at one: its token's calls per minute are one budget. */
    instances: z.partialRecord(z.enum(services), instances).default({}),
    /** `invoker-check-off` where the organisation forbids grants to everybody. */
    publicAccess: z.enum(["all-users", "invoker-check-off"]).default("all-users"),
    /** Plain variables of the services. */
    variables: z.partialRecord(z.enum(variableNames), z.string().min(1).max(2048)).default({}),
    /** Variables whose values lie in Secret Manager. */
    secrets: z
      .array(z.enum(secretNames))
      .max(secretNames.length)
      .default([...requiredSecrets, "WEBHOOK_TOKENS"]),
    /** Changed by whoever wants new revisions though nothing else changed: after a secret's rotation. */
    rollout: name.default("first"),
    /** Who is told when something is wrong. */
    alertEmails: z.array(emailAddress).min(1).max(10),
    /** Where the runbook can be read. */
    runbookUrl: httpsUrl,
    /** Minutes without a single event before somebody is told; more where nights are quiet. At most 23 hours. */
    quietMinutes: z.int().min(5).max(1380).default(60),
    /** Promised share of outcomes written back within `writtenBackWithinMillis` of the webhook's 202. */
    objective: z.number().min(0.5).max(0.9999).default(0.99),
    writtenBackWithinMillis: z.int().min(100).max(60_000).default(2000),
  })
  .superRefine((settings, context) => {
    const wrong = (...path: ReadonlyArray<string>) => context.addIssue({ code: "custom", path: [...path], message: "" })
    for (const service of services) {
      if (settings.deploy === "image" && settings.images[service] === undefined) wrong("images", service)
      const { min, max } = settings.instances[service] ?? { min: 0, max: 1 }
      if (min > max) wrong("instances", service)
    }
    if ((settings.instances.writeback?.max ?? 1) > 1) wrong("instances", "writeback")
    for (const secret of requiredSecrets) if (!settings.secrets.includes(secret)) wrong("secrets", secret)
    const webhook = ["WEBHOOK_TOKENS", "WEBHOOK_HMAC_SECRETS"] as const
    const isProven = settings.variables.WEBHOOK_OIDC_ISSUER !== undefined
    if (!isProven && !webhook.some((secret) => settings.secrets.includes(secret))) wrong("secrets", webhook[0])
  })
export type Settings = z.output<typeof Settings>

/** Names every key of the stack's configuration that is missing or wrong, never a value. */
export const readSettings = (config: Readonly<Record<string, unknown>>): Settings => {
  const parsed = Settings.safeParse(config)
  if (parsed.success) return parsed.data
  const keys = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
  )
  throw new Error(
    `Missing or wrong in the stack's configuration: ${[...new Set(keys.map((key) => key.join(".")))].join(", ")}`,
  )
}

/** The configuration of the stack that is being brought up. Values other than text are JSON, as Pulumi keeps them. */
export const readStack = (): Settings =>
  readSettings(
    Object.fromEntries(
      Object.entries(pulumi.runtime.allConfig()).flatMap(([key, value]) => {
        const own = key === "gcp:project" ? "project" : key.startsWith("kith:") ? key.slice("kith:".length) : undefined
        return own === undefined ? [] : [[own, parseJson(value) ?? value]]
      }),
    ),
  )

/** What the program needs of Google. */
export const apis = [
  ...["cloudresourcemanager", "cloudscheduler", "firestore", "iam", "logging", "monitoring", "pubsub", "run"],
  ...["secretmanager", "storage"],
]
