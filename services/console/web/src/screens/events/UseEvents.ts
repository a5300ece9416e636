import { useEffect, useRef, useState } from "preact/hooks"
import type { EventList, EventSummary } from "../../../../src/api/Events.ts"
import { moment } from "../../parts/Say.ts"
import { call, messageOf } from "../../session/Call.ts"
import { useLive, withEvent } from "../../session/Live.tsx"

/** What came before the screen opened, what comes while it is open, and older pages when they are asked for. */
export const useEvents = (only: EventSummary["disposition"] | undefined) => {
  const live = useLive()
  const [pages, setPages] = useState<ReadonlyArray<EventSummary>>([])
  const [last, setLast] = useState<EventList>()
  const [held, setHeld] = useState<ReadonlyArray<EventSummary>>()
  const [isOlder, setOlder] = useState(false)
  const [problem, setProblem] = useState<string>()
  const asked = useRef(0)

  const load = async (after: string | undefined) => {
    asked.current += 1
    const own = asked.current
    setOlder(true)
    try {
      const query = {
        limit: 100,
        ...(only !== undefined && { disposition: only }),
        ...(after !== undefined && { after }),
      }
      const page = await call("GET /events", { query })
      if (own !== asked.current) return
      setProblem(undefined)
      setLast(page)
      setPages((before) => (after === undefined ? page.events : [...before, ...page.events]))
    } catch (refused) {
      if (own === asked.current) setProblem(messageOf(refused))
    }
    setOlder(false)
  }
  useEffect(() => {
    setPages([])
    void load(undefined)
  }, [only])

  const coming = held ?? live.events
  // What streams in is newer than what was loaded, or the same in a later state.
  const events = coming
    .toReversed()
    .reduce(withEvent, pages)
    .filter(({ disposition }) => only === undefined || disposition === only)
  const next = last?.next
  return {
    events,
    problem,
    isPaused: held !== undefined,
    pause: () => setHeld(held === undefined ? live.events : undefined),
    isOlder,
    older: next === undefined ? undefined : () => void load(next),
    said: last === undefined ? "" : keptSentence(last),
  }
}

const keptSentence = ({ from, mostKept, since }: EventList): string => {
  if (from === "logs") return "Read from Cloud Logging."
  const most = mostKept === undefined ? "" : `, at most ${mostKept} of them`
  return `Kept in this process’ memory${most}${since === undefined ? "" : `, since ${moment(since)}`}.`
}
