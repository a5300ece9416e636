import type { Candidate } from "../../../../src/api/Fields.ts"
import { CopyId } from "../../parts/CopyId.tsx"
import { lookOf } from "../../parts/Kinds.tsx"
import { percent } from "../../parts/Say.ts"
import { personHref } from "../../session/Route.ts"

/** Whom it may be, and what would decide. */
export const Candidates = ({ of }: { readonly of: ReadonlyArray<Candidate> }) =>
  of.length === 0 ? null : (
    <ul class="stack-sm">
      {of.map(({ customerId, confidence, settle }) => (
        <li class="row" key={customerId}>
          <CopyId id={customerId} href={personHref(customerId)} what="customer id" />
          <span class="small muted">
            {percent(confidence)} likely; {lookOf(settle).name.toLowerCase()} would decide
          </span>
        </li>
      ))}
    </ul>
  )
