import { deadLetterTopic, type ServiceName, services, subscriptions, topics } from "@kith/core/pipeline"
import { queues } from "@kith/core/topics/Queues"
import * as gcp from "@pulumi/gcp"
import * as pulumi from "@pulumi/pulumi"
import { Accounts } from "./Accounts.ts"
import { Alarms } from "./Alarms.ts"
import { pathAlarms } from "./alarms/path.ts"
import { Dashboard } from "./Dashboard.ts"
import { secretId } from "./Environment.ts"
import { LogMetrics } from "./LogMetrics.ts"
import { Objective } from "./Objective.ts"
import { Schedule, scheduled, tasks } from "./Schedule.ts"
import { Secrets } from "./Secrets.ts"
import { Services } from "./Services.ts"
import { apis, readStack } from "./Settings.ts"
import { Store } from "./Store.ts"
import { Subscription } from "./Subscription.ts"
import { Topic } from "./Topic.ts"

const settings = readStack()
const { project, region, protect } = settings
const labels = { app: "kith", stack: pulumi.getStack() }

const dependsOn = apis.map(
  (api) => new gcp.projects.Service(api, { service: `${api}.googleapis.com`, disableOnDestroy: false }),
)
/** Pub/Sub's own account, which takes messages to the dead letters. In a new project it is not there before. */
const agent = new gcp.projects.ServiceIdentity("pubsub-agent", { service: "pubsub.googleapis.com" }, { dependsOn })
const accounts = new Accounts("accounts", { services, queues }, { dependsOn })
const memberOf = (service: ServiceName) => accounts.of(service).member

// What is kept.
const users = Object.fromEntries(services.map((service) => [service, memberOf(service)]))
const location = settings.databaseLocation ?? region
const store = new Store(
  "kith",
  { project, location, restored: settings.restoredDatabase, users, protect },
  { dependsOn },
)
const held = new Secrets("secrets", { region, labels, names: settings.secrets, memberOf, protect }, { dependsOn })

// Who is told, and of what.
const alarms = new Alarms(
  "alarms",
  { emails: settings.alertEmails, runbookUrl: settings.runbookUrl, labels },
  { dependsOn },
)
const metrics = new LogMetrics("log-metrics", { dependsOn })

// The topics, and for each subscription one for what it gives up.
const built = new Map<string, Topic>()
const topicOf = (name: string): Topic => {
  const topic = built.get(name)
  if (topic === undefined) throw new Error(`${name} is not in the picture`)
  return topic
}
for (const [name, { publishers }] of Object.entries(topics)) {
  const members = Object.fromEntries(publishers.map((service) => [service, memberOf(service)]))
  built.set(name, new Topic(name, { region, labels, protect, publishers: members }, { dependsOn }))
}
for (const subscription of subscriptions) {
  // The service gives up what it never can consume; Pub/Sub what it could not in all its attempts.
  const publishers = { [subscription.service]: memberOf(subscription.service), agent: agent.member }
  const name = deadLetterTopic(subscription)
  built.set(name, new Topic(name, { region, labels, protect, publishers }, { dependsOn }))
}

/** The service's address that is known before the service is: what tokens are made for. */
const { number } = gcp.organizations.getProjectOutput({ projectId: project })
const audienceOf = (service: ServiceName) => pulumi.interpolate`https://kith-${service}-${number}.${region}.run.app`

/** Secrets have to be filled in before a service can start. */
const running =
  settings.deploy === "none"
    ? undefined
    : new Services("services", { settings, labels, accounts, store, secrets: held, audienceOf }, { dependsOn })

if (running !== undefined) {
  for (const queue of queues) {
    new Subscription(queue.name, {
      queue,
      topic: topicOf(queue.topic),
      deadLetters: queue.deadLetters && { topic: topicOf(queue.deadLetters.topic), agent: agent.member },
      target: running.of(queue.service),
      audience: audienceOf(queue.service),
      pusher: accounts.pusherOf(queue.name),
      alarms,
      labels,
      protect,
    })
  }
  for (const service of scheduled) running.of(service).invocableBy("scheduler", accounts.scheduler.member)
  for (const task of tasks) {
    const { service, name } = task
    const { uri } = running.of(service)
    const scheduler = { audience: audienceOf(service), account: accounts.scheduler.email }
    new Schedule(name, { task, region, uri, ...scheduler }, { dependsOn })
  }
  for (const alarm of pathAlarms(settings)) alarms.add(alarm, { dependsOn: metrics.all })
  const { objective, writtenBackWithinMillis: withinMillis } = settings
  new Objective("event-to-writeback", { objective, withinMillis, alarms, labels }, { dependsOn: metrics.all })
}
const dashboard = running && new Dashboard("path", { dependsOn: metrics.all })

/** Where Genesys' events are posted to. */
export const webhookUrl = running && pulumi.interpolate`${running.of("ingress-redactor").uri}/webhooks/genesys`
/** Profiles, erasures, ledger, dead letters. */
export const consoleUrl = running?.of("console").uri
/** What has to have a value in Secret Manager; `npx pnpm@12 secret` gives one. */
export const secrets = settings.secrets.map(secretId)
export const dashboardUrl =
  dashboard &&
  pulumi.interpolate`https://console.cloud.google.com/monitoring/dashboards/builder/${dashboard.id.apply((id) => id.split("/").at(-1))}?project=${project}`
/** To be run with `C`, a console token. */
export const commands = consoleUrl && {
  ledger: pulumi.interpolate`curl -s ${consoleUrl}/ledger -H "authorization: Bearer $C"`,
  deadLetters: pulumi.interpolate`curl -s ${consoleUrl}/dead-letters -H "authorization: Bearer $C"`,
  replay: pulumi.interpolate`curl -s -X POST ${consoleUrl}/dead-letters/$ID/replay -H "authorization: Bearer $C"`,
}
