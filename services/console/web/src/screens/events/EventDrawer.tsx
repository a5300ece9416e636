import { useState } from "preact/hooks"
import type { EventDetail } from "../../../../src/api/Events.ts"
import { Disposition, Tier } from "../../parts/Badge.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Drawer } from "../../parts/Drawer.tsx"
import { Kind } from "../../parts/Kinds.tsx"
import { Bones, Failure, Notice } from "../../parts/Notices.tsx"
import { Reasons } from "../../parts/Reasons.tsx"
import { millis, moment, plural } from "../../parts/Say.ts"
import { Sent } from "../../parts/Sent.tsx"
import { Unmask, Value } from "../../parts/Unmask.tsx"
import { call } from "../../session/Call.ts"
import { hrefOf, personHref } from "../../session/Route.ts"
import { useCall } from "../../session/UseCall.ts"
import { eventWord } from "./EventWords.ts"

export const EventDrawer = ({ eventId, onClose }: { readonly eventId: string; readonly onClose: () => void }) => {
  const [unmask, setUnmask] = useState(false)
  const { value, problem, again } = useCall(
    (signal) => call("GET /events/:id", { params: { id: eventId }, query: { unmask }, signal }),
    [eventId, unmask],
  )
  return (
    <Drawer
      title={value === undefined ? "Event" : eventWord(value.event)}
      says={
        value !== undefined && (
          <span class="row small">
            <Disposition of={value.event.disposition} />
            <span class="muted">{moment(value.event.receivedAt)}</span>
            <CopyId id={eventId} what="event id" />
          </span>
        )
      }
      onClose={onClose}
    >
      {problem !== undefined && <Failure message={problem} again={again} />}
      {value === undefined ? (
        problem === undefined && <Bones lines={8} />
      ) : (
        <Detail of={value} onUnmask={() => setUnmask(true)} />
      )}
    </Drawer>
  )
}

const Detail = ({ of, onUnmask }: { readonly of: EventDetail; readonly onUnmask: () => void }) => (
  <>
    {of.event.reason !== undefined && <Notice look="warn">{of.event.reason}</Notice>}
    {of.deadLetterId !== undefined && (
      <Notice look="bad">
        <span>
          It was given up, and is kept for replay:{" "}
          <a href={hrefOf("dead-letters", of.deadLetterId)}>open the dead letter</a>.
        </span>
      </Notice>
    )}
    <section class="stack-sm">
      <h3>What happened</h3>
      <ol class="steps">
        {of.steps.map((step) => (
          <li key={`${step.step}${step.service}${step.at}`}>
            <span>{step.sentence}</span>
            <span class="faint small">
              {step.service} · after {millis(step.afterMillis)}
            </span>
          </li>
        ))}
      </ol>
    </section>
    <section class="stack-sm">
      <h3>Why</h3>
      {of.decided.length === 0 && <p class="muted">Nobody was decided on.</p>}
      {of.decided.map((decided) => (
        <div class="stack-sm" key={`${decided.customerId}${decided.participantId ?? ""}`}>
          <span class="row">
            <CopyId id={decided.customerId} href={personHref(decided.customerId)} what="customer id" />
            <Tier tier={decided.resolutionTier} confidence={decided.confidence} />
          </span>
          <Reasons of={decided.because} refused={decided.refused} />
        </div>
      ))}
    </section>
    {of.stored !== undefined && (
      <section class="stack-sm">
        <div class="row-between">
          <h3>Stored</h3>
          {of.masked && <Unmask onUnmask={onUnmask} />}
        </div>
        <p class="small muted">
          Interaction <CopyId id={of.stored.interactionId} what="interaction id" />, folded from{" "}
          {plural(of.stored.events, "event")}
        </p>
        <dl class="facts">
          {of.stored.identifiers.map(({ kind, key, value, source }) => (
            <div class="fact" key={`${key}${source}`}>
              <dt>
                <Kind kind={kind} />
              </dt>
              <dd>
                <Value of={value} isMasked={of.masked} /> <span class="faint small">from {source}</span>
              </dd>
            </div>
          ))}
          {[...of.stored.traits, ...of.stored.signals.map((one) => ({ name: one.kind, ...one }))].map(
            ({ name, value, source }) => (
              <div class="fact" key={`${name}${source}`}>
                <dt>{name}</dt>
                <dd>
                  <Value of={value} isMasked={of.masked} /> <span class="faint small">from {source}</span>
                </dd>
              </div>
            ),
          )}
          {of.stored.links.map((link) => (
            <div class="fact" key={link}>
              <dt>
                <Kind kind="interaction" />
              </dt>
              <dd>
                <CopyId id={link} what="interaction id" />
              </dd>
            </div>
          ))}
        </dl>
      </section>
    )}
    <section class="stack-sm">
      <h3>Sent</h3>
      <Sent effects={of.sent} />
    </section>
  </>
)
