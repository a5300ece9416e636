import { Status } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { count, moment, percent } from "../../parts/Say.ts"
import type { Policies } from "./WhatIfScreen.tsx"

const phases = {
  counting: "Looking for what is to be counted anew",
  applying: "Counting history anew, under traffic",
  checking: "Checking whether anything is left",
  applied: "All of history follows it",
} as const

/** The policy that is in force, and how far history follows it. */
export const Active = ({ of }: { readonly of: Policies["active"] }) => {
  const { version, since, by, reason, restores, status, progress } = of
  const share = progress?.fraction ?? 1
  return (
    <Card
      title={`Policy ${version}`}
      says={
        since === undefined
          ? "The one that Kith was started with; none was activated yet"
          : `In force since ${moment(since)}, by ${by}: ${reason}${restores === undefined ? "" : ` (says what version ${restores} said)`}`
      }
      actions={<Status of={status} />}
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
          ? "New events are decided by it."
          : `${phases[progress.phase]}${progress.phase === "applying" ? ` (${percent(share)})` : ""}: ${count(progress.components.done)} of ${count(progress.components.found)} groups counted anew, ${count(progress.changed)} changes of persons, last on ${moment(progress.movedAt)}.`}
      </p>
    </Card>
  )
}
