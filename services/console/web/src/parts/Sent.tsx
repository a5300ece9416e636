import type { Effect } from "../../../src/api/Effects.ts"
import { Status } from "./Badge.tsx"
import { moment } from "./Say.ts"
import { systemName } from "./Systems.ts"

/** What other systems were told. */
export const Sent = ({ effects }: { readonly effects: ReadonlyArray<Effect> }) =>
  effects.length === 0 ? (
    <p class="muted">Nobody had to be told.</p>
  ) : (
    <ul class="sent">
      {effects.map((effect) => (
        <li key={`${effect.system}${effect.subject}`}>
          <b>{systemName(effect.system)}</b>
          <Status of={effect.status} />
          <span class="faint small">
            version {effect.version}
            {effect.recordId !== undefined && <> · record {effect.recordId}</>} · {moment(effect.at)}
            {effect.reason !== undefined && <> · {effect.reason}</>}
          </span>
        </li>
      ))}
    </ul>
  )
