import type { ComponentChildren } from "preact"
import type * as z from "zod"
import type { ErasurePreview as PreviewSchema } from "../../../../src/api/Privacy.ts"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { lookOf } from "../../parts/Kinds.tsx"
import { Notice } from "../../parts/Notices.tsx"
import { count, plural } from "../../parts/Say.ts"
import { systemName } from "../../parts/Systems.ts"
import { personHref } from "../../session/Route.ts"
import { DueBy } from "./DueBy.tsx"

export type Preview = z.output<typeof PreviewSchema>

/** What an erasure would touch: kinds and numbers, no values. */
export const ErasurePreview = ({ of, action }: { readonly of: Preview; readonly action: ComponentChildren }) => (
  <Card title="What would be forgotten" says="A dry run: nothing has been done" actions={action}>
    <div class="tiles">
      <Tile says="person ids" figure={of.customerIds.length} />
      <Tile says="identifiers" figure={of.forgotten.length} />
      <Tile says="interactions" figure={of.interactions} />
      <Tile says="dead letters" figure={of.deadLetters} />
      {of.systems.map(({ name, records }) => (
        <Tile key={name} says={`told ${systemName(name)}`} figure={records} />
      ))}
    </div>
    <dl class="facts">
      <div class="fact">
        <dt>Forgotten</dt>
        <dd>{tally(of.forgotten) || "nothing is known"}</dd>
      </div>
      {of.customerIds.length > 0 && (
        <div class="fact">
          <dt>Person</dt>
          <dd>
            {of.customerIds.slice(0, 6).map((id, i) => (
              <CopyId key={id} id={id} {...(i === 0 && { href: personHref(id) })} what="customer id" />
            ))}
            {of.customerIds.length > 6 && <span class="muted"> and {of.customerIds.length - 6} more former ids</span>}
          </dd>
        </div>
      )}
      <div class="fact">
        <dt>To be done by</dt>
        <dd>
          <DueBy at={of.dueBy} />
        </dd>
      </div>
    </dl>
    {of.stripped.length > 0 && (
      <Notice look="warn">
        {plural(of.stripped.length, "identifier")} ({tally(of.stripped)}) {of.stripped.length === 1 ? "is" : "are"}{" "}
        somebody else’s, too: taken out of this person’s evidence, and still usable by the others.
      </Notice>
    )}
    {of.customerIds.length === 0 && (
      <Notice>Nobody is known by this. Erased all the same, the value is never taken in.</Notice>
    )}
  </Card>
)

const Tile = ({ says, figure }: { readonly says: string; readonly figure: number }) => (
  <div class="stat">
    <b>{count(figure)}</b>
    <span>{says}</span>
  </div>
)

const tally = (kinds: ReadonlyArray<string>): string =>
  [...new Set(kinds)]
    .map((kind) => `${kinds.filter((one) => one === kind).length} × ${lookOf(kind).name.toLowerCase()}`)
    .join(", ")
