import { Effect, Random } from "effect"
import { clearContacts } from "./ClearContacts.ts"
import { type ContactWrite, firstJob, isDone, type Job, resultOf } from "./ContactJob.ts"
import { contactsOf, findContacts } from "./FindContacts.ts"
import { inspectContact } from "./InspectContact.ts"
import {
  afterAnother,
  afterLink,
  afterLocate,
  afterLook,
  afterMatch,
  afterMove,
  afterTrace,
  afterUpdate,
  afterUpsert,
} from "./NextStep.ts"
import type { RecordBody, RecordResult, SalesforceApi } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"
import { isIn } from "./Soql.ts"
import { traceContacts } from "./TraceContacts.ts"

/** Seven rounds at most are needed without collisions; each collision is one more. */
const mostRounds = 12

/** Writes up to 200 contacts, each as its own case demands, in as few calls as there are kinds of cases. */
export const makeWriteContacts = (api: SalesforceApi, mapping: SalesforceMapping) => {
  const { externalIdField, versionField, mergedField, unknownLastName } = mapping

  const keyOf = (write: ContactWrite) => (write._tag === "mark" ? write.formerId : write.person.customerId)
  const bodyOf = (write: ContactWrite): RecordBody =>
    write._tag === "mark"
      ? { [mergedField]: write.customerId }
      : { ...write.fields, [versionField]: write.person.version }
  const upsertBody = (write: ContactWrite, create: boolean): RecordBody => ({
    ...(create && { LastName: unknownLastName }),
    ...bodyOf(write),
  })
  /** A collection has no key for each of its records. */
  const changeKeyOf = (jobs: ReadonlyArray<Job>) => {
    const [first] = jobs
    return jobs.length === 1 && first?.write._tag === "upsert" ? first.write.changeKey : undefined
  }

  const match = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const writes = jobs.flatMap(({ write }) => (write._tag === "upsert" ? [write] : []))
    const matches = yield* findContacts(api, mapping, writes)
    return jobs.map((job, i) => afterMatch(job, matches[i] ?? { _tag: "none" }))
  })

  const look = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const recordIds = jobs.map(({ step }) => (step.do === "look" ? step.recordId : ""))
    const found = new Map((yield* contactsOf(api, mapping, recordIds)).map((contact) => [contact.recordId, contact]))
    return jobs.map((job, i) => afterLook(job, recordIds[i] ?? "", found.get(recordIds[i] ?? "")))
  })

  const trace = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const recordIds = jobs.map(({ step }) => (step.do === "trace" ? step.recordId : ""))
    const traced = yield* traceContacts(api, mapping, recordIds)
    return jobs.map((job, i) => afterTrace(job, traced[i]?.merged ?? [], traced[i]?.master))
  })

  const locate = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const ids = jobs.map(({ write }) => keyOf(write))
    const where = isIn(externalIdField, ids)
    const { records } = yield* api.query(`SELECT Id, ${externalIdField} FROM Contact WHERE ${where}`)
    return jobs.map((job, i) => {
      const from = records.find((record) => record[externalIdField] === ids[i])
      return afterLocate(job, job.step.do === "locate" ? job.step.recordId : "", from?.Id)
    })
  })

  /** What the collections say of a job; nothing where it is to be done otherwise. */
  const asked = ({
    write,
    step,
    cleared,
  }: Job): { readonly kind: "upsert" | "update"; readonly body: RecordBody } | undefined => {
    const id = keyOf(write)
    const gone = cleared?.by === step ? cleared.fields : {}
    switch (step.do) {
      case "update":
        return { kind: "update", body: { Id: step.recordId, ...bodyOf(write), ...gone, [externalIdField]: id } }
      case "move":
        return { kind: "update", body: { Id: step.from, ...gone, [mergedField]: id, [externalIdField]: null } }
      case "link":
        return { kind: "update", body: { Id: step.recordId, [mergedField]: id } }
      case "upsert":
        return { kind: "upsert", body: { ...upsertBody(write, step.create), ...gone, [externalIdField]: id } }
      default:
        return undefined
    }
  }

  const after = (job: Job, result: RecordResult): Job => {
    const { step } = job
    if (step.do === "update") return afterUpdate(job, step.recordId, result)
    if (step.do === "move") return afterMove(job, step.recordId, result)
    if (step.do === "link") return afterLink(job, result)
    return step.do === "upsert" ? afterUpsert(job, step.create, result) : job
  }

  const write = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const collections = (["update", "upsert"] as const).flatMap((kind) => {
      const all = jobs.flatMap((job) => {
        const one = asked(job)
        return one?.kind === kind ? [{ job, body: one.body }] : []
      })
      const first = all.filter(({ body }, i) => all.findIndex((other) => other.body["Id"] === body["Id"]) === i)
      const some = kind === "update" ? first : all
      return some.length === 0 ? [] : [{ kind, jobs: some.map(({ job }) => job), bodies: some.map(({ body }) => body) }]
    })
    const results = yield* api.writeMany(collections, changeKeyOf(jobs))
    const known = new Map(
      collections.flatMap((collection, c) =>
        collection.jobs.map((job, i) => [job, after(job, results[c]?.[i] ?? { code: "UNKNOWN" })] as const),
      ),
    )
    return jobs.map((job) => known.get(job) ?? afterAnother(job))
  })

  const inspect = (jobs: ReadonlyArray<Job>) =>
    Effect.forEach(jobs, (job) => inspectContact(api, mapping, job, keyOf(job.write), upsertBody(job.write, true)), {
      concurrency: 2,
    })

  const round = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    let now = jobs
    for (const [steps, act] of [
      [["look"], look],
      [["trace"], trace],
      [["match"], match],
      [["locate"], locate],
      [["update", "move", "upsert"], (due: ReadonlyArray<Job>) => clearContacts(api, mapping, due)],
      [["update", "move", "link", "upsert"], write],
      [["inspect"], inspect],
    ] as const) {
      const due = now.filter(({ step }) => (steps as ReadonlyArray<string>).includes(step.do))
      if (due.length === 0) continue
      const after = yield* act(due)
      const next = new Map(due.map((job, i) => [job, after[i] ?? job]))
      now = now.map((job) => next.get(job) ?? job)
    }
    return now
  })

  return Effect.fn("Salesforce.writeContacts")(function* (writes: ReadonlyArray<ContactWrite>) {
    let jobs: ReadonlyArray<Job> = writes.map(firstJob)
    for (let rounds = 0; rounds < mostRounds && !jobs.every(isDone); rounds++) {
      // Salesforce has no queue for a row: whoever comes second comes again, soon and not in step with others.
      const collisions = Math.max(...jobs.map((job) => (isDone(job) ? 0 : job.collisions)))
      if (collisions > 0) yield* Effect.sleep(100 * 2 ** collisions * (0.8 + 0.4 * (yield* Random.next)))
      jobs = yield* round(jobs)
    }
    return jobs.map(resultOf)
  })
}
