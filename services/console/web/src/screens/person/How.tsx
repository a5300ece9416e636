import { useState } from "preact/hooks"
import type { PersonDetail } from "../../../../src/api/Persons.ts"
import { Badge } from "../../parts/Badge.tsx"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { lookOf } from "../../parts/Kinds.tsx"
import { Empty } from "../../parts/Notices.tsx"
import { day, moment } from "../../parts/Say.ts"
import { Value } from "../../parts/Unmask.tsx"
import { SplitButton } from "./SplitButton.tsx"

type Step = PersonDetail["history"][number]
type Key = Step["persons"][number]["identifiers"][number]

const words: Readonly<Record<Step["step"], string>> = {
  founded: "First seen",
  joined: "One more",
  merged: "Two became one",
  split: "One became two",
  refused: "Kept apart",
}

interface HowProps {
  readonly person: PersonDetail
  readonly onChanged: () => void
}

/** How the person came about, a step at a time: who stood apart, and what put them together. */
export const How = ({ person, onChanged }: HowProps) => {
  const { history, former } = person
  const [at, setAt] = useState(Math.max(0, history.length - 1))
  const step = history[at]
  if (step === undefined)
    return (
      <Card>
        <Empty icon="clock" title="No history">
          Nothing identifies this person: it stands for a single interaction.
        </Empty>
      </Card>
    )
  const before = at === 0 ? undefined : history[at - 1]
  return (
    <div class="split how-split">
      <Card
        title={`Step ${at + 1} of ${history.length}: ${words[step.step].toLowerCase()}`}
        says={moment(step.at)}
        actions={
          <>
            <Button small icon="left" disabled={at === 0} onClick={() => setAt(at - 1)}>
              Back
            </Button>
            <Button small icon="right" disabled={at === history.length - 1} onClick={() => setAt(at + 1)}>
              Next
            </Button>
          </>
        }
      >
        <p aria-live="polite">{step.sentence}</p>
        <ul class="clusters" aria-label="Persons after this step">
          {step.persons.map(({ customerId, identifiers }) => (
            <li
              class="cluster"
              key={`${customerId ?? ""}${identifiers.join()}`}
              data-own={customerId === person.customerId}
              data-changed={hasChanged(before, identifiers)}
            >
              <span class="cluster-name">
                <Icon name="person" size={15} />
                {customerId === undefined ? "without an id" : <CopyId id={customerId} what="customer id" />}
                {customerId === person.customerId && <Badge look="accent">this person</Badge>}
              </span>
              <ul>
                {identifiers.map((key) => (
                  <Identifier key={key} of={key} person={person} isNew={!wasThere(before, key)} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
        <ol class="how-steps" aria-label="All steps">
          {history.map((one, i) => (
            <li key={`${one.at}${i}`}>
              <button
                type="button"
                data-step={one.step}
                aria-current={i === at ? "step" : undefined}
                onClick={() => setAt(i)}
              >
                <span class="how-dot" />
                <span>{words[one.step]}</span>
                <span class="faint small">{day(one.at)}</span>
              </button>
            </li>
          ))}
        </ol>
      </Card>
      <Card title="Former ids" says="Each still answers, as this person">
        {former.length === 0 ? (
          <p class="muted">None: nobody else became part of this person.</p>
        ) : (
          <ul class="stack-sm">
            {former.map(({ customerId, since, follows }) => (
              <li class="row-between" key={customerId}>
                <span class="row">
                  <CopyId id={customerId} what="former id" />
                  <span class="small muted">
                    since {day(since)}, follows the {lookOf(follows.kind).name.toLowerCase()}
                  </span>
                </span>
                <SplitButton customerId={person.customerId} formerId={customerId} onDone={onChanged} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  )
}

const wasThere = (before: Step | undefined, key: Key): boolean =>
  before?.persons.some(({ identifiers }) => identifiers.includes(key)) ?? false

const hasChanged = (before: Step | undefined, identifiers: ReadonlyArray<Key>): boolean =>
  !(
    before?.persons.some(
      (one) =>
        one.identifiers.length === identifiers.length && identifiers.every((key) => one.identifiers.includes(key)),
    ) ?? false
  )

const Identifier = ({
  of,
  person,
  isNew,
}: {
  readonly of: Key
  readonly person: PersonDetail
  readonly isNew: boolean
}) => {
  const kind = of.slice(0, of.indexOf(":"))
  const known = person.identifiers.find(({ key }) => key === of)
  const label = known?.value ?? person.graph.nodes.find(({ id }) => id === of)?.label ?? lookOf(kind).name
  return (
    <li class="cluster-identifier" data-new={isNew} style={{ color: lookOf(kind).colour }} title={lookOf(kind).name}>
      <Icon name={lookOf(kind).icon} size={15} />
      <span class="sr">{lookOf(kind).name} </span>
      <Value of={label} isMasked={person.masked} />
    </li>
  )
}
