import { useState } from "preact/hooks"
import type { TimelineEntry } from "../../../../src/api/Persons.ts"
import { Badge, Tier } from "../../parts/Badge.tsx"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Icon, type IconName } from "../../parts/Icon.tsx"
import { Kind } from "../../parts/Kinds.tsx"
import { Bones, Empty, Failure } from "../../parts/Notices.tsx"
import { Reasons } from "../../parts/Reasons.tsx"
import { moment } from "../../parts/Say.ts"
import { Sent } from "../../parts/Sent.tsx"
import { Value } from "../../parts/Unmask.tsx"
import { call } from "../../session/Call.ts"
import { useCall } from "../../session/UseCall.ts"
import { channelWord } from "../events/EventWords.ts"

interface TimelineListProps {
  readonly customerId: string
  readonly unmask: boolean
}

/** The person's interactions over all channels, latest first. */
export const TimelineList = ({ customerId, unmask }: TimelineListProps) => {
  const [more, setMore] = useState(50)
  const { value, problem, again } = useCall(
    (signal) =>
      call("GET /persons/:customerId/timeline", { params: { customerId }, query: { unmask, limit: more }, signal }),
    [customerId, unmask, more],
  )
  if (problem !== undefined) return <Failure message={problem} again={again} />
  if (value === undefined) return <Bones />
  if (!("interactions" in value)) return <Empty icon="person" title="Nobody is here any more" />
  const { interactions } = value
  if (interactions.length === 0) return <Empty icon="chat" title="No interaction is kept of this person" />
  return (
    <Card>
      <ol class="timeline">
        {interactions.map((entry, i) => (
          <Entry
            key={`${entry.interactionId}${entry.participantId ?? ""}`}
            entry={entry}
            other={(interactions[i + 1] ?? interactions[i - 1])?.interactionId}
            masked={value.masked}
          />
        ))}
      </ol>
      {value.next !== undefined && more < 100 && (
        <div>
          <Button onClick={() => setMore(100)}>Earlier interactions</Button>
        </div>
      )}
      {(value.cut || (value.next !== undefined && more >= 100)) && (
        <p class="small muted">Older interactions are left out here.</p>
      )}
    </Card>
  )
}

const icons: Readonly<Record<string, IconName>> = {
  voice: "phone",
  call: "phone",
  callback: "phone",
  email: "email",
  webchat: "visitor",
}

interface EntryProps {
  readonly entry: TimelineEntry
  /** Its neighbour in time, to ask why both are one person. */
  readonly other: string | undefined
  readonly masked: boolean
}

const Entry = ({ entry, other, masked }: EntryProps) => (
  <li>
    <span class="timeline-sign">
      <Icon name={icons[entry.channel?.toLowerCase() ?? ""] ?? "chat"} size={16} />
    </span>
    <div class="timeline-what">
      <div class="row-between">
        <span class="row">
          <b>{channelWord(entry.channel)}</b>
          {entry.direction !== undefined && <span class="muted small">{entry.direction}</span>}
          <Tier tier={entry.resolutionTier} confidence={entry.confidence} />
          {!entry.ended && <Badge look="good">going on</Badge>}
          {entry.evidenceOnly && <Badge>evidence only</Badge>}
        </span>
        <span class="row small">
          <time class="faint" dateTime={entry.first}>
            {moment(entry.first)}
          </time>
          {other !== undefined && (
            <a class="button button-small" href={whyHref(entry.interactionId, other)}>
              Why this person?
            </a>
          )}
        </span>
      </div>
      <Reasons of={entry.because} refused={entry.refused} />
      <details class="small">
        <summary>
          {entry.identifiers.length} identifiers, {entry.traits.length} traits, {entry.effects.length} told
        </summary>
        <div class="stack-sm timeline-more">
          <CopyId id={entry.interactionId} what="interaction id" />
          <ul class="stack-sm">
            {entry.identifiers.map(({ kind, key, value, source, shared }) => (
              <li class="row" key={`${key}${source}`}>
                <Kind kind={kind} /> <Value of={value} isMasked={masked} /> <span class="faint">{source}</span>
                {shared && <Badge look="warn">shared</Badge>}
              </li>
            ))}
            {entry.traits.map(({ name, value, source }) => (
              <li class="row" key={`${name}${source}`}>
                <b>{name}</b> <Value of={value} isMasked={masked} /> <span class="faint">{source}</span>
              </li>
            ))}
          </ul>
          <Sent effects={entry.effects} />
        </div>
      </details>
    </div>
  </li>
)

const whyHref = (a: string, b: string): string =>
  `#/why?${new URLSearchParams([
    ["a", `interaction:${a}`],
    ["b", `interaction:${b}`],
  ])}`
