import { Status } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { count, moment, percent } from "../../parts/Say.ts"
import type { Policies } from "./WhatIfScreen.tsx"

const phases = {
  waiting: "Waiting until every process knows of it",
  applying: "Counting history anew, under traffic",
  checking: "Checking whether anything is left",
  applied: "All of history follows it",
} as const

/** The policy that is in force, and how far history follows it. */
export const Active = ({ of }: { readonly of: Policies["active"] }) => {
  const { progress } = of
  const share = progress === undefined || progress.phase === "applied" ? 1 : progress.fraction
  return (
    <Card
      title={`Policy ${of.version}`}
      says={`In force since ${moment(of.since)}, by ${of.by}${of.restores === undefined ? "" : `; says what version ${of.restores} said`}`}
      actions={<Status of={of.status} />}
    >
      <div
        class="progress"
        role="progressbar"
        aria-label="History that follows the policy"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <p class="small muted" aria-live="polite">
        {progress === undefined
          ? "All of history follows it."
          : `${phases[progress.phase]}${progress.phase === "applied" ? "" : ` (${percent(share)})`}: ${count(progress.components)} groups looked at, ${count(progress.changed)} persons changed.`}
      </p>
    </Card>
  )
}
