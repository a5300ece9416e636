import type { PersonDetail } from "../../../../src/api/Persons.ts"
import { Badge } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { Kind } from "../../parts/Kinds.tsx"
import { Empty } from "../../parts/Notices.tsx"
import { day } from "../../parts/Say.ts"
import { call } from "../../session/Call.ts"
import { Separating } from "./SplitButton.tsx"

interface ApartProps {
  readonly person: PersonDetail
  readonly onChanged: () => void
}

/** Joins that were refused, decisions that were made, and what joins nobody; and a way to decide. */
export const Apart = ({ person, onChanged }: ApartProps) => {
  const { refused, bans, shared, joins } = person
  const ban = (a: string, b: string, lift: boolean) => (dryRun: boolean) =>
    call("POST /bans", { body: { a: { key: a }, b: { key: b }, dryRun, ...(lift && { lift }) } })
  return (
    <div class="grid-2">
      <Card title="Kept apart" says="Links that a rule or a decision forbids, each with its reason">
        {refused.length + bans.length + shared.length === 0 ? (
          <Empty icon="check" title="Nothing was refused" />
        ) : (
          <ul class="evidence">
            {refused.map(({ a, b, refused: rule = "", sentence, firstSeenTogether }) => (
              <li key={`${a.key}${b.key}`}>
                <span class="row">
                  <Kind kind={a.kind} /> <span class="bad">✕</span> <Kind kind={b.kind} />{" "}
                  <Badge look="warn">{rule}</Badge>
                </span>
                <span class="muted small">
                  {sentence} First on {day(firstSeenTogether)}.
                </span>
              </li>
            ))}
            {bans.map(({ a, b, sentence }) => (
              <li key={`ban${a.key}${b.key}`}>
                <span class="row-between">
                  <span class="row">
                    <Kind kind={a.kind} /> <span class="bad">✕</span> <Kind kind={b.kind} />{" "}
                    <Badge look="bad">decided</Badge>
                  </span>
                  <Separating
                    title="Let these be one person again"
                    says="Takes the decision back: if the evidence joins the two, they become one person."
                    word="Lift"
                    order={ban(a.key, b.key, true)}
                    onDone={onChanged}
                  />
                </span>
                <span class="muted small">{sentence}</span>
              </li>
            ))}
            {shared.map(({ key, kind, sentence }) => (
              <li key={key}>
                <span class="row">
                  <Kind kind={kind} /> <Badge look="warn">shared</Badge>
                </span>
                <span class="muted small">{sentence}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card
        title="What holds this person together"
        says="Each join with its evidence, strongest first; a wrong one can be cut"
      >
        {joins.length === 0 ? (
          <p class="muted">A single identifier needs no join.</p>
        ) : (
          <ul class="evidence">
            {joins.map(({ a, b, sentence }) => (
              <li key={`${a.key}${b.key}`}>
                <span class="row-between">
                  <span class="row">
                    <Kind kind={a.kind} /> <span class="faint">+</span> <Kind kind={b.kind} />
                  </span>
                  <Separating
                    title="Keep these two apart"
                    says="From now on the two are never one person, whatever evidence comes. Others may go with either."
                    word="Cut"
                    order={ban(a.key, b.key, false)}
                    onDone={onChanged}
                  />
                </span>
                <span class="muted small">{sentence}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  )
}
