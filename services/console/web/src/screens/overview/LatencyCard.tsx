import { useState } from "preact/hooks"
import type { Overview } from "../../../../src/api/Overview.ts"
import { Card } from "../../parts/Card.tsx"
import { Empty } from "../../parts/Notices.tsx"
import { count, millis } from "../../parts/Say.ts"
import { LatencyChart } from "./LatencyChart.tsx"

const names = {
  ack: "Webhook answered",
  resolved: "Person known",
  "written-back": "Genesys told",
  synced: "CRM updated",
} as const

const means = {
  ack: "From the webhook’s first byte to its 202",
  resolved: "From the 202 to the commit that decides who it is",
  "written-back": "From the 202 to Genesys’ answer",
  synced: "From the 202 to the last CRM’s answer",
} as const

export const LatencyCard = ({ of }: { readonly of: Overview }) => {
  const [open, setOpen] = useState<keyof typeof names>("resolved")
  const stage = of.stages.find((one) => one.stage === open)
  const shown = (value: number | null | undefined) => (value === null || value === undefined ? "–" : millis(value))
  const hasPoints = (stage?.points.length ?? 0) > 0
  return (
    <Card title="How long it takes" says={means[open]}>
      <div class="segmented latency-stages" role="group" aria-label="Which part of the path">
        {of.stages.map(({ stage: name }) => (
          <button type="button" key={name} aria-pressed={name === open} onClick={() => setOpen(name)}>
            {names[name]}
          </button>
        ))}
      </div>
      <div class="latency-figures">
        {(["p50", "p90", "p99"] as const).map((name) => (
          <div class="stat" key={name}>
            <span>{name}</span>
            <b>{shown(stage?.[name])}</b>
          </div>
        ))}
        <div class="stat">
          <span>measured</span>
          <b>{stage?.count === null || stage === undefined ? "–" : count(stage.count)}</b>
        </div>
      </div>
      {stage !== undefined && hasPoints ? (
        <LatencyChart points={stage.points} interval={of.intervalSeconds} label={names[open]} />
      ) : (
        <Empty icon="clock" title="Nothing measured yet">
          A line is drawn as soon as events come in.
        </Empty>
      )}
    </Card>
  )
}
