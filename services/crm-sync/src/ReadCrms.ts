import { Cursors } from "@kith/core/documents/Collections"
import { Documents, ref } from "@kith/core/documents/Documents"
import { presentPerson } from "@kith/core/documents/PresentPerson"
import { eachOnItsOwn } from "@kith/core/topics/EachOnItsOwn"
import { Clock, Context, Effect } from "effect"
import { type CrmRecord, names, saidOf } from "./CrmRecord.ts"
import { type Sink, Sinks } from "./Sink.ts"
import { tellOfRecords } from "./TellOfRecord.ts"

/** Whether the CRMs' own records are read: not at all, what changes from now on, or all that there are and what changes. */
export type Reading = "off" | "changes" | "all"
export const CrmReading = Context.Reference<Reading>("@kith/crm-sync/CrmReading", { defaultValue: () => "off" })

/** A page is one call to the CRM, and a run is done well within a scheduler's patience. */
const pagesPerRun = 20

/**
 * `POST /tasks/refresh`, from the scheduler or a timer: tells the graph what changed in the CRMs since the last run, such as
 * a tier or a merge, and where `CRM_READ` is `all`, from the first run on what was there before. Answers how many records
 * were told, and whether there are more.
 */
export const refreshFromCrms = Effect.fn("ReadCrms.refreshFromCrms")(function* () {
  const reading = yield* CrmReading
  return reading === "off" ? { records: 0, more: false } : yield* readAll(reading === "all", pagesPerRun)
})

/** Reads all records there are, whatever the setting, and as long as it takes; goes on where an earlier run broke off. */
export const importFromCrms = Effect.fn("ReadCrms.importFromCrms")(() => readAll(true, Number.POSITIVE_INFINITY))

const readAll = Effect.fnUntraced(function* (fromTheBeginning: boolean, mostPages: number) {
  const total = { records: 0, more: false }
  yield* eachOnItsOwn(yield* Sinks, (sink) =>
    Effect.map(read(sink, fromTheBeginning, mostPages), ({ records, more }) => {
      total.records += records
      total.more ||= more
    }),
  )
  return total
})

/**
 * Records that bear our id say of whom we wrote into them. One that names nothing of that person's is not told: the graph
 * would take it for somebody new, who takes the record over.
 */
const saidByAll = Effect.fnUntraced(function* (records: ReadonlyArray<CrmRecord>) {
  const said = (record: CrmRecord) =>
    record.customerId === undefined
      ? Effect.succeed([record])
      : Effect.map(presentPerson(record.customerId), (person) => {
          if (person === undefined || record.mergedInto !== undefined) return [record]
          const told = saidOf(person, record)
          return names(person, told.identifiers) ? [told] : []
        })
  return (yield* Effect.forEach(records, said, { concurrency: 8 })).flat()
})

const read = Effect.fnUntraced(function* (sink: Sink, fromTheBeginning: boolean, mostPages: number) {
  const { changesAfter, present } = sink
  if (changesAfter === undefined || present === undefined) return { records: 0, more: false }
  const documents = yield* Documents
  const cursor = ref(Cursors, sink.name)
  const [known] = yield* documents.getMany([cursor])
  const keep = Effect.fnUntraced(function* (position: string) {
    const body = { schema: 1, position, at: Math.floor(yield* Clock.currentTimeMillis) }
    yield* documents.commit({ writes: [{ op: "put", ref: cursor, body }] })
  })
  let position = known?.body.position
  if (position === undefined && !fromTheBeginning) {
    yield* keep(yield* present)
    return { records: 0, more: false }
  }
  let records = 0
  let isMore = false
  for (let page = 0; page < mostPages; page++) {
    const changes = yield* changesAfter(position)
    yield* tellOfRecords(yield* saidByAll(changes.records))
    records += changes.records.length
    // After telling: what is told twice is a duplicate, what is told never is lost.
    position = changes.position ?? position
    if (position !== undefined) yield* keep(position)
    if (!changes.more) break
    isMore = page + 1 === mostPages
  }
  yield* documents.commit({ writes: [], counts: { "crm-sync.reads": 1, "crm-sync.records-read": records } })
  return { records, more: isMore }
})
