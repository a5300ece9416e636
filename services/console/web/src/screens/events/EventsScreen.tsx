import { useState } from "preact/hooks"
import type { EventSummary } from "../../../../src/api/Events.ts"
import { Disposition, dispositionWord, Tier } from "../../parts/Badge.tsx"
import { Button } from "../../parts/Button.tsx"
import { Card } from "../../parts/Card.tsx"
import { CopyId } from "../../parts/CopyId.tsx"
import { Empty, Failure } from "../../parts/Notices.tsx"
import { Page } from "../../parts/Page.tsx"
import { clock } from "../../parts/Say.ts"
import { type Column, Table } from "../../parts/Table.tsx"
import { go, hrefOf, personHref } from "../../session/Route.ts"
import { EventDrawer } from "./EventDrawer.tsx"
import { channelWord, eventWord } from "./EventWords.ts"
import { useEvents } from "./UseEvents.ts"

const dispositions = [
  "applied",
  "duplicate",
  "irrelevant",
  "suppressed",
  "refused",
  "deadLettered",
  "rejected",
  "pending",
] as const

const columns: ReadonlyArray<Column<EventSummary>> = [
  {
    name: "Time",
    show: ({ receivedAt }) => (
      <time class="nowrap" dateTime={receivedAt}>
        {clock(receivedAt)}
      </time>
    ),
    text: ({ receivedAt }) => clock(receivedAt),
  },
  {
    name: "Event",
    show: (event) => (
      <a class="table-link" href={hrefOf("events", event.eventId)}>
        {eventWord(event)}
      </a>
    ),
    text: (event) => eventWord(event),
  },
  {
    name: "Channel",
    show: ({ channel }) => channelWord(channel),
    text: ({ channel }) => channelWord(channel),
  },
  {
    name: "Disposition",
    show: ({ disposition }) => <Disposition of={disposition} />,
    text: ({ disposition, reason = "" }) => `${dispositionWord(disposition)} ${reason}`,
  },
  {
    name: "Person",
    show: ({ customerId, resolutionTier, confidence }) =>
      customerId === undefined ? (
        <span class="faint">–</span>
      ) : (
        <span class="row">
          <CopyId id={customerId} href={personHref(customerId)} what="customer id" />
          {resolutionTier !== undefined && <Tier tier={resolutionTier} confidence={confidence} />}
        </span>
      ),
    text: ({ customerId = "" }) => customerId,
  },
  {
    name: "Interaction",
    show: ({ interactionId }) =>
      interactionId === undefined ? <span class="faint">–</span> : <CopyId id={interactionId} what="interaction id" />,
    text: ({ interactionId = "" }) => interactionId,
  },
]

export const EventsScreen = ({ open }: { readonly open: string | undefined }) => {
  const [only, setOnly] = useState<EventSummary["disposition"]>()
  const { events, isPaused, pause, older, isOlder, problem, said } = useEvents(only)
  return (
    <Page
      title="Live events"
      says="Everything that came in, with what became of it. Open one to see what was stored, decided and sent, and why."
      actions={
        <Button icon={isPaused ? "tryit" : "pause"} pressed={isPaused} onClick={pause}>
          {isPaused ? "Go on" : "Pause"}
        </Button>
      }
    >
      <div class="row" role="group" aria-label="Disposition">
        {dispositions.map((disposition) => (
          <button
            type="button"
            class="chip chip-toggle"
            key={disposition}
            aria-pressed={only === disposition}
            onClick={() => setOnly(only === disposition ? undefined : disposition)}
          >
            {dispositionWord(disposition)}
          </button>
        ))}
      </div>
      {problem !== undefined && <Failure message={problem} />}
      <Card bare>
        <Table
          label="Events"
          filterable
          columns={columns}
          rows={events}
          keyOf={({ eventId }) => eventId}
          selected={open}
          onOpen={({ eventId }) => go(hrefOf("events", eventId))}
          empty={
            <Empty icon="events" title={only === undefined ? "No events yet" : "No such event among the latest"}>
              They show here a moment after the webhook has taken them in.
            </Empty>
          }
        />
      </Card>
      <div class="row-between">
        <p class="small faint">{said}</p>
        {older !== undefined && (
          <Button onClick={older} disabled={isOlder}>
            {isOlder ? "Looking…" : "Older events"}
          </Button>
        )}
      </div>
      {open !== undefined && <EventDrawer key={open} eventId={open} onClose={() => go(hrefOf("events"))} />}
    </Page>
  )
}
