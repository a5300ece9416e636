import { type ComponentChildren, createContext } from "preact"
import { useContext, useEffect, useState } from "preact/hooks"
import type { EventSummary } from "../../../src/api/Events.ts"
import type { Overview } from "../../../src/api/Overview.ts"
import { listen } from "./Stream.ts"

export interface Live {
  readonly state: "connecting" | "open" | "lost"
  readonly overview: Overview | undefined
  /** Newest first, each in its latest state. */
  readonly events: ReadonlyArray<EventSummary>
}

/** As many as a person can look through; older ones are asked for by page. */
const mostKept = 300

const nothing: Live = { state: "connecting", overview: undefined, events: [] }
const LiveContext = createContext<Live>(nothing)

export const useLive = (): Live => useContext(LiveContext)

/** An event comes again when something more became of it: then it keeps its place. */
export const withEvent = (events: ReadonlyArray<EventSummary>, event: EventSummary): ReadonlyArray<EventSummary> => {
  const at = events.findIndex(({ eventId }) => eventId === event.eventId)
  return at < 0 ? [event, ...events].slice(0, mostKept) : events.with(at, event)
}

/** One connection for the whole console, while somebody is signed in who may watch. */
export const LiveProvider = ({
  watches,
  children,
}: {
  readonly watches: boolean
  readonly children: ComponentChildren
}) => {
  const [live, setLive] = useState(nothing)
  useEffect(() => {
    if (!watches) return
    let waiting: Array<EventSummary> = []
    // In a storm the screen is drawn a few times a second, not once for each event.
    const flush = setInterval(() => {
      if (waiting.length === 0) return
      const come = waiting
      waiting = []
      setLive((before) => ({ ...before, events: come.reduce(withEvent, before.events) }))
    }, 250)
    const stop = listen({
      overview: (overview) => setLive((before) => ({ ...before, overview })),
      event: (event) => void waiting.push(event),
      state: (state) => setLive((before) => ({ ...before, state })),
    })
    return () => {
      clearInterval(flush)
      stop()
    }
  }, [watches])
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>
}
