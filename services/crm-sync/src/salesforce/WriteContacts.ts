import { parseJson } from "@kith/core/http/Json"
import { SeveralMatches, VendorIsUnavailable, VendorRefused } from "@kith/core/http/Vendor"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { Effect, Random, Result } from "effect"
import * as z from "zod"
import type { CrmRecord } from "../CrmRecord.ts"
import type { Fields, SinkFact, Written } from "../Sink.ts"
import { findContact, findContacts } from "./FindContacts.ts"
import type { Match } from "./MatchContacts.ts"
import { errorCode, type RecordBody, type RecordResult, type SalesforceApi, system } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"

/** A change of one contact. */
export type ContactWrite =
  | {
      readonly _tag: "upsert"
      readonly person: CurrentPerson
      readonly fields: Fields
      readonly changeKey: string
      /** The org's id of the contact, if the person brought one that is not known to be ours. */
      readonly recordId: string | undefined
      /** We wrote it before, so our id should find it. */
      readonly isKnown: boolean
    }
  /** The contact of a former id says whose it is. */
  | { readonly _tag: "mark"; readonly formerId: string; readonly customerId: string }

/** What is to be done next about one of them. */
type Step =
  /** Find out whose contact is there already. */
  | { readonly do: "match" }
  /** Write into this contact, and our id with the rest. */
  | { readonly do: "update"; readonly recordId: string }
  /** Another contact holds our id: this one says whose it is too, and the other one is written. */
  | { readonly do: "link"; readonly recordId: string }
  /** Write by our id. `create`: with a word for the last name, which must not replace what an agent wrote. */
  | { readonly do: "upsert"; readonly create: boolean }
  /** Alone, for an answer that tells which contacts it duplicates. */
  | { readonly do: "inspect" }
  | { readonly do: "done"; readonly result: Result.Result<Written, SinkFact> }

interface Job {
  readonly write: ContactWrite
  readonly step: Step
  readonly adopted?: CrmRecord
  /** How often its row was locked, or somebody else was quicker. */
  readonly collisions: number
}

/** Four rounds at most are needed without collisions; each collision is one more. */
const mostCollisions = 4
const mostRounds = 12

const done = (written: Written): Step => ({ do: "done", result: Result.succeed(written) })
const failed = (fact: SinkFact): Step => ({ do: "done", result: Result.fail(fact) })
const refused = (reason: string) => failed(new VendorRefused({ system, reason }))
const away = (reason: string) => failed(new VendorIsUnavailable({ system, reason }))
const severalMatch = (recordIds: ReadonlyArray<string>) => failed(new SeveralMatches({ system, recordIds }))

const firstStep = (write: ContactWrite): Step => {
  if (write._tag === "mark") return { do: "upsert", create: false }
  if (write.recordId !== undefined) return { do: "update", recordId: write.recordId }
  return write.isKnown ? { do: "upsert", create: false } : { do: "match" }
}

/** Codes for an id that leads to no contact. */
export const isGone = (code: string) =>
  ["ENTITY_IS_DELETED", "NOT_FOUND", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID", "INVALID_ID_FIELD"].includes(code)

const collided = (job: Job, reason: string): Job =>
  job.collisions >= mostCollisions ? { ...job, step: away(reason) } : { ...job, collisions: job.collisions + 1 }

const afterMatch = (job: Job, match: Match): Job => {
  switch (match._tag) {
    case "none":
      return { ...job, step: { do: "upsert", create: true } }
    case "one":
      return { ...job, adopted: match.contact, step: { do: "update", recordId: match.contact.recordId } }
    case "several":
      return { ...job, step: severalMatch(match.recordIds) }
    case "held":
      // The graph is told of a contact when it is adopted, and then mostly finds the two to be one person.
      return { ...job, step: away("the contact is another person's") }
  }
}

/**
 * The contact with what was written into it. Where that names nobody the graph is not told: it would take the contact for
 * somebody new.
 */
const adoptedBy = ({ write, adopted }: Job): { readonly adopted?: CrmRecord } => {
  if (adopted === undefined || write._tag === "mark") return {}
  const own = write.person.identifiers.filter(({ kind }) => kind === "email" || kind === "phone")
  const written = own
    .filter(({ value }) => Object.values(write.fields).includes(value))
    .map(({ kind, value }) => ({ kind, value, source: "Contact" }))
  const identifiers = [...adopted.identifiers, ...written]
  const isTheirs = identifiers.some((one) => own.some(({ kind, value }) => one.kind === kind && one.value === value))
  return isTheirs ? { adopted: { ...adopted, identifiers } } : {}
}

const afterUpdate = (job: Job, recordId: string, { code }: RecordResult): Job => {
  if (code === undefined) return { ...job, step: done({ recordId, ...adoptedBy(job) }) }
  if (code === "UNABLE_TO_LOCK_ROW") return collided(job, code)
  if (code === "DUPLICATE_VALUE") return { ...job, step: { do: "link", recordId } }
  if (isGone(code)) return { ...job, step: { do: "match" } }
  return { ...job, step: refused(code) }
}

const afterLink = (job: Job, { code }: RecordResult): Job => {
  if (code === "UNABLE_TO_LOCK_ROW") return collided(job, code)
  return { ...job, step: code === undefined || isGone(code) ? { do: "upsert", create: false } : refused(code) }
}

const afterUpsert = (job: Job, create: boolean, { id, code, created }: RecordResult): Job => {
  if (code === undefined) return { ...job, step: done({ ...(id && { recordId: id }), ...(created && { created }) }) }
  if (code === "UNABLE_TO_LOCK_ROW") return collided(job, code)
  if (code === "REQUIRED_FIELD_MISSING" && !create) {
    // Salesforce wanted to create it, so there is none: the org deleted or merged it, or it is the heir's by now.
    return { ...job, step: job.write._tag === "mark" ? done({}) : { do: "match" } }
  }
  if (code === "DUPLICATES_DETECTED" && job.write._tag === "upsert") return { ...job, step: { do: "inspect" } }
  if (code === "DUPLICATE_EXTERNAL_ID") return { ...job, step: { do: "inspect" } }
  // Whoever was quicker made the record that the next attempt finds; any other unique field refuses again.
  if (code === "DUPLICATE_VALUE") return job.collisions > 0 ? { ...job, step: refused(code) } : collided(job, code)
  return { ...job, step: refused(code) }
}

const Duplicates = z
  .array(
    z.object({
      duplicateResult: z.object({
        matchResults: z
          .array(
            z.object({
              matchRecords: z
                .array(z.object({ record: z.object({ Id: z.string().regex(/^[A-Za-z0-9]{15,18}$/) }) }))
                .max(200),
            }),
          )
          .max(50),
      }),
    }),
  )
  .min(1)

const Choices = z.array(z.string().max(500)).max(2000)
const Made = z.object({ id: z.string().regex(/^[A-Za-z0-9]{15,18}$/) })

/** The contacts that a refusal names as duplicates. */
const duplicatesIn = (body: unknown): ReadonlyArray<string> => {
  const results = Duplicates.safeParse(body).data?.[0]?.duplicateResult.matchResults ?? []
  return [...new Set(results.flatMap(({ matchRecords }) => matchRecords.map(({ record }) => record.Id)))]
}

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
    [externalIdField]: keyOf(write),
  })
  /** A collection has no key for each of its records. */
  const changeKeyOf = (jobs: ReadonlyArray<Job>) => {
    const [first] = jobs
    return jobs.length === 1 && first?.write._tag === "upsert" ? first.write.changeKey : undefined
  }

  const match = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const persons = jobs.flatMap(({ write }) => (write._tag === "upsert" ? [write.person] : []))
    const matches = yield* findContacts(api, mapping, persons)
    return jobs.map((job, i) => afterMatch(job, matches[i] ?? { _tag: "none" }))
  })

  /** What the collections say of a job; nothing where it is to be done otherwise. */
  const asked = (job: Job): { readonly kind: "upsert" | "update"; readonly body: RecordBody } | undefined => {
    const { write, step } = job
    const id = keyOf(write)
    switch (step.do) {
      case "update":
        return { kind: "update", body: { Id: step.recordId, ...bodyOf(write), [externalIdField]: id } }
      case "link":
        return { kind: "update", body: { Id: step.recordId, [mergedField]: id } }
      case "upsert":
        return { kind: "upsert", body: upsertBody(write, step.create) }
      default:
        return undefined
    }
  }

  const after = (job: Job, result: RecordResult): Job => {
    const { step } = job
    if (step.do === "update") return afterUpdate(job, step.recordId, result)
    if (step.do === "link") return afterLink(job, result)
    return step.do === "upsert" ? afterUpsert(job, step.create, result) : job
  }

  const write = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const collections = (["update", "upsert"] as const).flatMap((kind) => {
      const all = jobs.flatMap((job) => {
        const one = asked(job)
        return one?.kind === kind ? [{ job, body: one.body }] : []
      })
      // A contact is one person's: whoever comes second in a batch comes again when that is settled.
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
    return jobs.map((job) => known.get(job) ?? { ...job, step: away("the contact is another person's") })
  })

  /** The org's own rule says which contact it is, unless that is another person's by now. */
  const adopt = Effect.fnUntraced(function* (job: Job, write: ContactWrite & { _tag: "upsert" }, recordId: string) {
    const contact = yield* findContact(api, mapping, recordId)
    const { customerId = write.person.customerId } = contact ?? {}
    const isFree = customerId === write.person.customerId || write.person.former.includes(customerId)
    if (contact === undefined || !isFree) return { ...job, step: severalMatch([recordId]) }
    return { ...job, adopted: contact, step: { do: "update", recordId } } satisfies Job
  })

  const inspect = Effect.fnUntraced(function* (job: Job) {
    const { write } = job
    const { [externalIdField]: _, ...body } = upsertBody(write, true)
    const { status, text } = yield* api.upsertOne(keyOf(write), body)
    const said = parseJson(text)
    if (status < 300) {
      const made = Made.safeParse(said).data
      const created = status === 201 ? ({ created: true } as const) : {}
      return { ...job, step: done(made === undefined ? created : { recordId: made.id, ...created }) }
    }
    if (status === 300) {
      return {
        ...job,
        step: severalMatch(Choices.safeParse(said).data?.map((path) => path.split("/").at(-1) ?? "") ?? []),
      }
    }
    const duplicates = duplicatesIn(said)
    const [only] = duplicates
    if (only === undefined || write._tag === "mark") return { ...job, step: refused(errorCode({ status, text })) }
    return duplicates.length > 1 ? { ...job, step: severalMatch(duplicates) } : yield* adopt(job, write, only)
  })

  const inspectAll = (jobs: ReadonlyArray<Job>) => Effect.forEach(jobs, inspect, { concurrency: 2 })

  const round = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    let now = jobs
    for (const [steps, act] of [
      [["match"], match],
      [["update", "link", "upsert"], write],
      [["inspect"], inspectAll],
    ] as const) {
      const due = now.filter(({ step }) => (steps as ReadonlyArray<string>).includes(step.do))
      if (due.length === 0) continue
      const after = yield* act(due)
      const next = new Map(due.map((job, i) => [job, after[i] ?? job]))
      now = now.map((job) => next.get(job) ?? job)
    }
    return now
  })

  const isDone = ({ step }: Job) => step.do === "done"

  return Effect.fn("Salesforce.writeContacts")(function* (writes: ReadonlyArray<ContactWrite>) {
    let jobs: ReadonlyArray<Job> = writes.map((write) => ({ write, step: firstStep(write), collisions: 0 }))
    for (let rounds = 0; rounds < mostRounds && !jobs.every(isDone); rounds++) {
      // Salesforce has no queue for a row: whoever comes second comes again, soon and not in step with others.
      const collisions = Math.max(...jobs.map((job) => (isDone(job) ? 0 : job.collisions)))
      if (collisions > 0) yield* Effect.sleep(100 * 2 ** collisions * (0.8 + 0.4 * (yield* Random.next)))
      jobs = yield* round(jobs)
    }
    return jobs.map(({ step }) =>
      step.do === "done"
        ? step.result
        : Result.fail(new VendorIsUnavailable({ system, reason: "it keeps changing meanwhile" })),
    )
  })
}
