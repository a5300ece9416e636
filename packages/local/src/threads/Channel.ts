import { BroadcastChannel } from "node:worker_threads"
import type { News } from "@kith/core/documents/Neighbours"
import type { Note } from "@kith/core/telemetry/Trail"

/** A note of the trail, and when it was left, in epoch milliseconds. */
export type Noted = readonly [note: Note, at: number]

interface Told {
  readonly published: ReadonlySet<string>
  readonly written: ReadonlyArray<string>
  readonly notes: ReadonlyArray<Noted>
}

/** What the threads of one run tell each other, once for every turn of the event loop. Messages themselves stay in the store. */
export const openChannel = (run: string) => {
  const channel = new BroadcastChannel(`kith-${run}`)
  channel.unref()
  const listeners: Array<(news: News) => void> = []
  let takeNotes: (notes: ReadonlyArray<Noted>) => void = () => {}
  let published = new Set<string>()
  let written: Array<string> = []
  let notes: Array<Noted> = []
  let scheduled = false
  let isOpen = true

  const post = () => {
    scheduled = false
    if (!isOpen) return
    channel.postMessage({ published, written, notes } satisfies Told)
    published = new Set()
    written = []
    notes = []
  }
  const schedule = () => {
    if (!scheduled) setImmediate(post)
    scheduled = true
  }

  channel.onmessage = (event) => {
    const told = (event as { readonly data: Told }).data
    for (const listener of listeners) listener({ published: [...told.published], written: told.written })
    if (told.notes.length > 0) takeNotes(told.notes)
  }

  return {
    neighbours: {
      tell: (news: News) => {
        for (const topic of news.published ?? []) published.add(topic)
        written.push(...(news.written ?? []))
        schedule()
      },
      listen: (listener: (news: News) => void) => void listeners.push(listener),
    },
    leaveNote: (note: Note, at: number) => {
      notes.push([note, at])
      schedule()
    },
    /** From now on whoever is given takes the notes that other threads leave. */
    onNotes: (take: (notes: ReadonlyArray<Noted>) => void) => {
      takeNotes = take
    },
    close: () => {
      post()
      isOpen = false
      channel.close()
    },
  }
}
export type Channel = ReturnType<typeof openChannel>
