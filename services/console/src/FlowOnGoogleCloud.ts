import { Flow } from "@kith/core/telemetry/Flow"
import { Clock, Effect, Layer, Stream } from "effect"

/**
 * On Google Cloud the flow runs through other processes: its rates, backlogs and latencies are with Cloud Monitoring, and
 * what was noted of an event is with Cloud Logging. The console says so, and where.
 */
export const layer = (project: string): Layer.Layer<Flow> => {
  const consoleUrl = (path: string) => `https://console.cloud.google.com/${path}project=${project}`
  const events = 'jsonPayload.message=("event received" OR "event decided" OR "dead letter kept")'
  const links = [
    { says: "Rates, backlog and latencies", url: consoleUrl("monitoring/dashboards?") },
    { says: "Subscriptions", url: consoleUrl("cloudpubsub/subscription/list?") },
    { says: "Events", url: consoleUrl(`logs/query;query=${encodeURIComponent(events)}?`) },
  ]
  const missing = ["Rates, backlogs, latencies and single events are measured in other processes: see the links."]
  return Layer.succeed(
    Flow,
    Flow.of({
      world: "google-cloud",
      figures: Effect.map(Clock.currentTimeMillis, (at) => ({
        at,
        intervalSeconds: 60,
        published: {},
        acknowledged: {},
        queues: [],
        stages: {},
        systems: [],
        links,
        missing,
      })),
      events: () => Effect.succeed({ events: [], more: false, from: "logs" as const, links }),
      event: () => Effect.succeed(undefined),
      live: Stream.never,
    }),
  )
}
