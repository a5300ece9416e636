import type * as z from "zod"
import type { PolicyDifference } from "../../../../src/api/Policies.ts"
import { Badge } from "../../parts/Badge.tsx"

/** What one policy says otherwise than another. */
export const Differences = ({ of }: { readonly of: ReadonlyArray<z.output<typeof PolicyDifference>> }) =>
  of.length === 0 ? (
    <p class="small muted">It says the same as before.</p>
  ) : (
    <ul class="differences">
      {of.map(({ path, from, to, newEventsOnly }) => (
        <li key={path}>
          <code>{path}</code>
          <span>
            {newEventsOnly && <Badge look="warn">new events only</Badge>} <del>{JSON.stringify(from) ?? "nothing"}</del>{" "}
            → <ins>{JSON.stringify(to) ?? "nothing"}</ins>
          </span>
        </li>
      ))}
    </ul>
  )
