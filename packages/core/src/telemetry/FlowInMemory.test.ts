import { describe, expect, it } from "vitest"
import { RecentEvents } from "./FlowInMemory.ts"
import type { Note } from "./Trail.ts"

const note: Note = { note: "given-up", subscription: "a-to-b", reason: "AttemptsExhausted", deadLetterId: "d" }
const ids = (events: RecentEvents, after?: string) => events.before(after).map(({ eventId }) => eventId)

describe("The events that are remembered", () => {
  it("are the latest, newest first", () => {
    const events = new RecentEvents(3)
    for (const id of ["a", "b", "c", "d"]) events.add(id, 0, note, 0)
    expect(ids(events)).toEqual(["d", "c", "b"])
    expect(events.get("a")).toBeUndefined()
  })

  it("go on from one that is still known, and end with one that is not", () => {
    const events = new RecentEvents(3)
    for (const id of ["a", "b", "c", "d"]) events.add(id, 0, note, 0)
    expect(ids(events, "c")).toEqual(["b"])
    expect(ids(events, "a")).toEqual([])
  })

  it("keep their place and their first time when more becomes of them", () => {
    const events = new RecentEvents()
    events.add("a", 5, note, 5)
    events.add("b", 6, note, 6)
    events.add("a", 9, note, 9)
    expect(ids(events)).toEqual(["b", "a"])
    expect(events.get("a")).toMatchObject({ receivedAt: 5, notes: [{ at: 5 }, { at: 9 }] })
  })
})
