import { Disposition, dispositionWord } from "../../parts/Badge.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { count } from "../../parts/Say.ts"
import { personHref } from "../../session/Route.ts"
import type { Decided } from "./GoThrough.ts"

/** The rest is counted only. */
const mostShown = 20

/** What would become of many: how many would end how, and the first of them one by one. */
export const Differences = ({ of }: { readonly of: ReadonlyArray<Decided> }) => {
  const ends = [...new Set(of.map(({ disposition }) => disposition))]
  return (
    <>
      <ul class="stack-sm">
        {ends.map((end) => (
          <li key={end}>
            <b>{count(of.filter(({ disposition }) => disposition === end).length)}</b> would end as{" "}
            {dispositionWord(end).toLowerCase()}
          </li>
        ))}
      </ul>
      {of.length > 0 && (
        <details class="small">
          <summary>One by one</summary>
          <ul class="stack-sm">
            {of.slice(0, mostShown).map(({ id, disposition, sentence, customerId }) => (
              <li key={id}>
                <CopyId id={id} what="dead letter id" /> <Disposition of={disposition} /> {sentence}{" "}
                {customerId !== undefined && (
                  <CopyId id={customerId} href={personHref(customerId)} what="customer id" />
                )}
              </li>
            ))}
            {of.length > mostShown && <li class="muted">…and {count(of.length - mostShown)} more.</li>}
          </ul>
        </details>
      )}
    </>
  )
}
