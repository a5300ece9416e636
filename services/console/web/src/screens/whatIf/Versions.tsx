import { Status } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { moment } from "../../parts/Say.ts"
import { call } from "../../session/Call.ts"
import { PolicyChange } from "./Activate.tsx"
import { Differences } from "./Differences.tsx"
import type { Policies } from "./WhatIfScreen.tsx"

/** The versions before, each of which can be gone back to. */
export const Versions = ({
  of: { active, earlier },
  onDone,
}: {
  readonly of: Policies
  readonly onDone: () => void
}) => (
  <Card title="Earlier versions" says="Going back is a new version that says what the old one said">
    {earlier.length === 0 ? (
      <p class="muted">None: this is the policy that Kith started with.</p>
    ) : (
      <ul class="versions">
        {earlier.map(({ version, since, by, reason, status, differences }) => (
          <li key={version}>
            <div class="row-between">
              <span class="row">
                <b>Policy {version}</b> <Status of={status} />
                <span class="small muted">
                  {since !== undefined && `${moment(since)}, `}by {by}: {reason}
                </span>
              </span>
              <PolicyChange
                word="Roll back"
                title={`Roll back to policy ${version}`}
                isReady
                order={(order) =>
                  call("POST /policies/rollback", { body: { to: version, basedOn: active.version, ...order } })
                }
                onDone={onDone}
              />
            </div>
            {differences.length > 0 && (
              <details class="small">
                <summary>What it changed</summary>
                <Differences of={differences} />
              </details>
            )}
          </li>
        ))}
      </ul>
    )}
  </Card>
)
