import type { TryAnswer } from "../../../../src/api/Events.ts"
import { Disposition, Tier } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Reasons } from "../../parts/Reasons.tsx"
import { Unmask } from "../../parts/Unmask.tsx"
import { Outlines } from "../person/Outlines.tsx"

const words: Readonly<Record<TryAnswer["steps"][number]["step"], string>> = {
  parsed: "Parsed",
  decoded: "Decoded",
  identified: "Identified",
  checked: "Checked against who is forgotten",
  redacted: "Redacted",
  resolved: "Resolved",
  published: "Published",
}

export const TryResult = ({ of, onUnmask }: { readonly of: TryAnswer; readonly onUnmask: () => void }) => (
  <>
    <Card title={`The webhook would answer ${of.status}`} actions={<Disposition of={of.disposition} />}>
      {of.decided.map(({ customerId, resolutionTier, confidence, because, refused }) => (
        <div class="stack-sm" key={customerId}>
          <span class="row">
            It would be <CopyId id={customerId} what="customer id" />
            <Tier tier={resolutionTier} confidence={confidence} />
          </span>
          <Reasons of={because} refused={refused} />
        </div>
      ))}
      {of.after.length > 0 && <Outlines before={of.before} after={of.after} />}
    </Card>
    <Card title="Step by step" actions={of.masked && <Unmask onUnmask={onUnmask} />}>
      <ol class="try-steps">
        {of.steps.map(({ step, outcome, sentence, result }) => (
          <li key={step} data-outcome={outcome}>
            <span class="try-sign">
              <Icon name={outcome === "passed" ? "check" : "stop"} size={15} />
            </span>
            <div class="stack-sm">
              <b>{words[step]}</b>
              <span>{sentence}</span>
              {result !== undefined && (
                <details class="small">
                  <summary>What came of it</summary>
                  <pre class="code">{JSON.stringify(result, null, 2)}</pre>
                </details>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  </>
)
