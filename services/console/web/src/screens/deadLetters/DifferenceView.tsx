import type { Difference } from "../../../../src/api/DeadLetters.ts"
import { Disposition, Tier } from "../../parts/Badge.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { systemName } from "../../parts/Systems.ts"
import { personHref } from "../../session/Route.ts"
import { Outlines } from "../person/Outlines.tsx"

/** What a replay would change. */
export const DifferenceView = ({ of }: { readonly of: Difference }) => (
  <div class="stack-sm difference">
    <span class="row">
      Would end as <Disposition of={of.disposition} />
    </span>
    <p>{of.sentence}</p>
    {of.customerId !== undefined && (
      <span class="row small">
        Person <CopyId id={of.customerId} href={personHref(of.customerId)} what="customer id" />
        {of.resolutionTier !== undefined && <Tier tier={of.resolutionTier} />}
      </span>
    )}
    {of.systems !== undefined && of.systems.length > 0 && (
      <p class="small">Would tell {of.systems.map(systemName).join(", ")}.</p>
    )}
    {(of.before !== undefined || of.after !== undefined) && (
      <Outlines before={of.before ?? []} after={of.after ?? []} />
    )}
  </div>
)
