import type { Ledger } from "../../../../src/api/Overview.ts"
import { Icon } from "../../parts/Icon.tsx"
import { count } from "../../parts/Say.ts"

/** The ends an accepted event can have; with those under way they add up to what was accepted, always. */
const ends = [
  { end: "applied", says: "applied", means: "changed what is known" },
  { end: "duplicate", says: "duplicate", means: "was applied before" },
  { end: "irrelevant", says: "irrelevant", means: "cannot change who anybody is" },
  { end: "suppressed", says: "suppressed", means: "names somebody forgotten" },
  { end: "refused", says: "refused", means: "kept, impossible to apply" },
  { end: "deadLettered", says: "dead letters", means: "given up, kept for replay" },
  { end: "pending", says: "pending", means: "under way" },
] as const

export const LedgerCard = ({ of }: { readonly of: Ledger }) => {
  const total = ends.reduce((sum, { end }) => sum + of[end], 0)
  const missing = of.accepted - total
  const isWell = of.balanced && (missing === 0 || of.lagSeconds > 0)
  return (
    <section class="card ledger" data-balanced={isWell} aria-labelledby="ledger-title">
      <div class="ledger-verdict" role="status">
        <span class="ledger-sign">
          <Icon name={isWell ? "check" : "stop"} size={22} />
        </span>
        <div>
          <h2 id="ledger-title">{isWell ? "Nothing is lost" : "The ledger does not add up"}</h2>
          <p class="small muted">
            {isWell
              ? "Every accepted event has exactly one end, or is under way."
              : `${count(Math.abs(missing))} accepted ${missing > 0 ? "events have no end" : "events ended twice"}. The runbook says what to do.`}
          </p>
        </div>
      </div>
      <div class="ledger-sum">
        <div class="ledger-term ledger-accepted">
          <b>{count(of.accepted)}</b>
          <span>accepted</span>
        </div>
        <span class="ledger-operator">{isWell ? "=" : "≠"}</span>
        <dl class="ledger-terms">
          {ends.map(({ end, says, means }) => (
            <div class="ledger-term" data-end={end} data-none={of[end] === 0} key={end} title={means}>
              <dt>{says}</dt>
              <dd>{count(of[end])}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div class="ledger-bar" aria-hidden="true">
        {ends.map(({ end }) => of[end] > 0 && <i key={end} data-end={end} style={{ flexGrow: of[end] }} />)}
      </div>
      {of.lagSeconds > 0 && <p class="small faint ledger-lag">Counts lag by up to {of.lagSeconds} s.</p>}
    </section>
  )
}
