import { Effect, Layer, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import * as z from "zod"
import { layer as firestoreDocuments } from "../documents/FirestoreDocuments.ts"
import { Keys, makeKeyring } from "../identifier/Keyring.ts"
import type { ServiceName } from "../pipeline.ts"
import { say } from "../telemetry/Harmless.ts"
import { loggingLayer } from "../telemetry/Logging.ts"
import { layer as trailInLogs } from "../telemetry/TrailInLogs.ts"
import { layer as pubSubTopics } from "../topics/PubSubTopics.ts"
import { PushAuthentication, schedulerOidc } from "../topics/PushAuthentication.ts"
import { EnvironmentIsWrong } from "./Environment.ts"
import { emailList, httpUrl, logLevel, pepper, pepperList, port } from "./Fragments.ts"
import { policyLayer } from "./PolicyFile.ts"

/** What every service on Google Cloud reads from its environment. */
export const GoogleCloudEnvironment = z.object({
  PORT: port,
  LOG_LEVEL: logLevel,
  KITH_PEPPER: pepper,
  KITH_RETIRED_PEPPERS: pepperList.default([]),
  KITH_NEXT_PEPPER: pepper.optional(),
  KITH_POLICY: z.string().max(1024).optional(),
  GOOGLE_CLOUD_PROJECT: z.string().min(1).max(64),
  FIRESTORE_DATABASE: z.string().min(1).max(64).default("(default)"),
  PUBSUB_EMULATOR_HOST: z.string().max(256).optional(),
  PUBSUB_PUSH_AUDIENCE: httpUrl.optional(),
  PUBSUB_PUSH_SERVICE_ACCOUNT: emailList.optional(),
  PUBSUB_PUSH_SIGNATURE: z
    .enum(["required", "checked-by-cloud-run"], "is none of required, checked-by-cloud-run")
    .default("required"),
  SCHEDULER_SERVICE_ACCOUNT: z.email().max(320).optional(),
})
export type GoogleCloudEnvironment = z.output<typeof GoogleCloudEnvironment>

export const keyringLayer = (
  settings: Pick<GoogleCloudEnvironment, "KITH_PEPPER" | "KITH_RETIRED_PEPPERS" | "KITH_NEXT_PEPPER">,
) =>
  Layer.sync(Keys, () =>
    makeKeyring(
      Redacted.value(settings.KITH_PEPPER),
      settings.KITH_RETIRED_PEPPERS.map(Redacted.value),
      settings.KITH_NEXT_PEPPER && Redacted.value(settings.KITH_NEXT_PEPPER),
    ),
  )

/** Firestore, Pub/Sub, keys, policy and logs of one service. */
export const googleCloudLayer = (service: ServiceName, settings: GoogleCloudEnvironment) => {
  const { GOOGLE_CLOUD_PROJECT: project, FIRESTORE_DATABASE: database, LOG_LEVEL: level } = settings
  const documents = firestoreDocuments({ project, database })
  return Layer.mergeAll(
    pubSubTopics({ project }).pipe(Layer.provideMerge(documents)),
    keyringLayer(settings),
    policyLayer(settings.KITH_POLICY),
    FetchHttpClient.layer,
    trailInLogs,
  ).pipe(Layer.provideMerge(loggingLayer({ service, project, level })))
}

/** For services that are pushed to: Google's token, waived against the emulator, which sends none. */
export const pushLayer = (settings: GoogleCloudEnvironment) => {
  const { PUBSUB_PUSH_AUDIENCE: audience, PUBSUB_PUSH_SERVICE_ACCOUNT: serviceAccounts } = settings
  if (settings.PUBSUB_EMULATOR_HOST !== undefined) return PushAuthentication.layerWaived
  if (audience !== undefined && serviceAccounts !== undefined)
    return PushAuthentication.layerOidc({ audience, serviceAccounts, signature: settings.PUBSUB_PUSH_SIGNATURE })
  const problems = [say`PUBSUB_PUSH_AUDIENCE and PUBSUB_PUSH_SERVICE_ACCOUNT must be set`]
  return Layer.effect(PushAuthentication, Effect.fail(new EnvironmentIsWrong({ problems })))
}

/** For services with `/tasks/…`: who the scheduler is, where there is one. */
export const schedulerLayer = (settings: GoogleCloudEnvironment) => {
  const { PUBSUB_PUSH_AUDIENCE: audience, SCHEDULER_SERVICE_ACCOUNT: account } = settings
  if (audience === undefined || account === undefined) return Layer.empty
  return schedulerOidc({ audience, serviceAccounts: [account], signature: settings.PUBSUB_PUSH_SIGNATURE })
}
