import type { ComponentChildren } from "preact"
import { GraphView } from "../../graph/GraphView.tsx"
import { Badge } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { Empty, Notice } from "../../parts/Notices.tsx"
import { count, percent, plural } from "../../parts/Say.ts"
import { Outlines } from "../person/Outlines.tsx"
import { Differences } from "./Differences.tsx"
import type { Previewed } from "./UsePreview.ts"

const words = {
  merge: { says: "Would merge", look: "accent" },
  split: { says: "Would come apart", look: "warn" },
  regroup: { says: "Would be regrouped", look: "plain" },
} as const

/** Who would merge and who would come apart: counts first, then the largest changes as pictures. */
export const PreviewResult = ({ of, action }: { readonly of: Previewed; readonly action: ComponentChildren }) => (
  <>
    <Card
      title={of.isWhole ? "What it would change" : `Looking: ${percent(of.fraction)} of the store`}
      says={`Compared with policy ${of.policyVersion}, over ${plural(of.looked.persons, "person")}. Nothing has been done.`}
      actions={action}
    >
      <div class="tiles" aria-live="polite">
        {(
          [
            ["persons would merge into another", of.merged],
            ["persons more by coming apart", of.split],
            ["persons with other identifiers", of.regrouped],
            ["values would become shared", of.nowShared],
            ["values would no longer be shared", of.noLongerShared],
          ] as const
        ).map(([says, figure]) => (
          <div class="stat" key={says}>
            <b>{count(figure)}</b>
            <span>{says}</span>
          </div>
        ))}
      </div>
      {of.leftOut > 0 && (
        <Notice look="warn">
          {plural(of.leftOut, "group")} of identifiers would be connected with too much to be tried here; an activation
          takes them on.
        </Notice>
      )}
      <Differences of={of.differences} />
    </Card>
    {of.isWhole && of.changes.length === 0 && (
      <Card>
        <Empty icon="check" title="Nobody would change">
          Under this policy everybody stays who they are.
        </Empty>
      </Card>
    )}
    {of.changes.map(({ change, sentence, reasons, before, after, graph }, i) => (
      <Card
        key={`${change}${i}`}
        title={sentence}
        actions={<Badge look={words[change].look}>{words[change].says}</Badge>}
        bare
      >
        <div class="card-body">
          <ul class="stack-sm small">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          <Outlines
            before={before}
            after={after.map(({ isNew, customerId, ...person }) => (isNew ? person : { ...person, customerId }))}
          />
        </div>
        {graph !== undefined && <GraphView graph={graph} label={sentence} />}
      </Card>
    ))}
  </>
)
