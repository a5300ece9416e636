import type * as z from "zod"
import type { Because, Refusal } from "../../../src/api/Fields.ts"
import { Icon } from "./Icon.tsx"
import { Kind, lookOf } from "./Kinds.tsx"

type Reason = z.infer<typeof Because>
type Refused = z.infer<typeof Refusal>

const rules: Readonly<Record<Refused["rule"], string>> = {
  exclusive: "a person has only one of it",
  limit: "a person has not so many of it",
  ban: "it was decided that they are never one person",
  shared: "it is shared by several people",
  overflow: "more than can be told apart",
}

/** Because of what it is this person, each in a sentence with its source; and what was not joined. */
export const Reasons = ({
  of,
  refused = [],
}: {
  readonly of: ReadonlyArray<Reason>
  readonly refused?: ReadonlyArray<Refused>
}) => (
  <ul class="reason-list">
    {of.map((reason) => (
      <li key={`${reason.kind}${reason.source}${reason.sentence}`}>
        <span style={{ color: lookOf(reason.kind).colour }}>
          <Icon name={lookOf(reason.kind).icon} size={16} />
        </span>
        <span>{reason.sentence}</span>
      </li>
    ))}
    {refused.map(({ a, b, rule }) => (
      <li key={`${a}${b}`}>
        <span class="warn">
          <Icon name="ban" size={16} />
        </span>
        <span>
          Not joined, for {rules[rule]}: <Kind kind={kindOfKey(a)} /> and <Kind kind={kindOfKey(b)} />
        </span>
      </li>
    ))}
  </ul>
)

const kindOfKey = (key: string): string => key.slice(0, key.indexOf(":"))
