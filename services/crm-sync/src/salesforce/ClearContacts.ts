import { Effect } from "effect"
import { type Fields, leftIn, nothing, stillOurs, type Wrote } from "../Fields.ts"
import { type Job, wroteIn } from "./ContactJob.ts"
import type { SalesforceApi } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { isIn } from "./Soql.ts"

/** A contact in which something may stand that we wrote, and that is not written any more. */
interface Left {
  /** By the org's id, or by ours. */
  readonly where: { readonly recordId: string } | { readonly customerId: string }
  readonly wrote: Wrote
  readonly fields: ReadonlyArray<string>
}

/**
 * What we wrote into a contact goes with whoever has it no more: a person who came apart, or was forgotten, whom this one was
 * taken for. What the org's own people entered there since stays. A query, for those that it concerns.
 */
export const clearContacts = Effect.fnUntraced(function* (
  api: SalesforceApi,
  mapping: SalesforceMapping,
  jobs: ReadonlyArray<Job>,
) {
  const { externalIdField, unknownLastName } = mapping
  const mapped = new Set(mapping.fields.map(({ field }) => field))
  const all = jobs.map((job) => {
    const left = leftBy(job)
    return { ...left, fields: left.fields.filter((field) => mapped.has(field)) }
  })
  const some = all.filter(({ fields }) => fields.length > 0)
  if (some.length === 0) return jobs
  const select = [...new Set(["Id", externalIdField, ...some.flatMap(({ fields }) => fields)])].join(",")
  const recordIds = some.flatMap(({ where }) => ("recordId" in where ? [where.recordId] : []))
  const ours = some.flatMap(({ where }) => ("customerId" in where ? [where.customerId] : []))
  const conditions = [
    ...(recordIds.length > 0 ? [isIn("Id", recordIds)] : []),
    ...(ours.length > 0 ? [isIn(externalIdField, ours)] : []),
  ]
  const { records } = yield* api.query(`SELECT ${select} FROM Contact WHERE ${conditions.join(" OR ")}`)
  const emptied = (field: string) => [field, field === "LastName" ? unknownLastName : null] as const
  return jobs.map((job, i): Job => {
    const { where, wrote, fields } = all[i] ?? noneLeft
    const found = records.find((record) =>
      "recordId" in where ? record.Id === where.recordId : record[externalIdField] === where.customerId,
    )
    if (fields.length === 0 || found === undefined) return job
    const gone: Fields = Object.fromEntries(stillOurs(wrote, fields, found).map(emptied))
    return { ...job, cleared: { by: job.step, fields: gone } }
  })
})

const noneLeft: Left = { where: { recordId: "" }, wrote: nothing, fields: [] }

const leftBy = ({ write, step, seen }: Job): Left => {
  if (write._tag === "mark")
    return { where: { customerId: write.formerId }, wrote: write.left, fields: write.left.fields }
  const { last, known, person, fields } = write
  switch (step.do) {
    case "update": {
      const { recordId } = step
      const wrote = seen?.recordId === recordId ? wroteIn(write, seen) : recordId === last ? known.wrote : nothing
      return { where: { recordId }, wrote, fields: leftIn(wrote, fields) }
    }
    // The person leaves it altogether.
    case "move":
      return { where: { recordId: step.from }, wrote: known.wrote, fields: known.wrote.fields }
    case "upsert":
      if (step.create) return noneLeft
      return { where: { customerId: person.customerId }, wrote: known.wrote, fields: leftIn(known.wrote, fields) }
    default:
      return noneLeft
  }
}
