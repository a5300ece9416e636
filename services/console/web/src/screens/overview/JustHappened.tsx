import { Disposition } from "../../parts/Badge.tsx"
import { Card } from "../../parts/Card.tsx"
import { Empty } from "../../parts/Notices.tsx"
import { clock } from "../../parts/Say.ts"
import { useLive } from "../../session/Live.tsx"
import { hrefOf } from "../../session/Route.ts"
import { eventWord } from "../events/EventWords.ts"

/** The latest events, as they come. */
export const JustHappened = () => {
  const { events } = useLive()
  return (
    <Card title="Just happened" actions={<a href={hrefOf("events")}>All events</a>} bare>
      {events.length === 0 ? (
        <Empty icon="events" title="Quiet">
          Events show here as they come in.
        </Empty>
      ) : (
        <ul class="feed">
          {events.slice(0, 10).map((event) => (
            <li key={event.eventId}>
              <a href={hrefOf("events", event.eventId)}>
                <time class="faint" dateTime={event.receivedAt}>
                  {clock(event.receivedAt)}
                </time>
                <span class="feed-what">{eventWord(event)}</span>
                <Disposition of={event.disposition} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
