import { parseJson } from "@kith/core/http/Json"
import { Effect } from "effect"
import * as z from "zod"
import { done, heldBy, isFreeFor, type Job, refused, severalMatch, strangerIn, type Upsert } from "./ContactJob.ts"
import { contactsOf } from "./FindContacts.ts"
import { taking } from "./NextStep.ts"
import { errorCode, type RecordBody, type SalesforceApi } from "./SalesforceApi.ts"
import type { SalesforceMapping } from "./SalesforceMapping.ts"

const RecordId = z.string().regex(/^[A-Za-z0-9]{15,18}$/)

const Duplicates = z
  .array(
    z.object({
      duplicateResult: z.object({
        matchResults: z
          .array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: RecordId }) })).max(200) }))
          .max(50),
      }),
    }),
  )
  .min(1)

const Choices = z.array(z.string().max(500)).max(2000)
const Made = z.object({ id: RecordId })

/** The contacts that a refusal names as duplicates. */
const duplicatesIn = (body: unknown): ReadonlyArray<string> => {
  const results = Duplicates.safeParse(body).data?.[0]?.duplicateResult.matchResults ?? []
  return [...new Set(results.flatMap(({ matchRecords }) => matchRecords.map(({ record }) => record.Id)))]
}

/** Writes one contact alone: then the org says which contacts it duplicates, or which ones bear our id. */
export const inspectContact = Effect.fnUntraced(function* (
  api: SalesforceApi,
  mapping: SalesforceMapping,
  job: Job,
  customerId: string,
  body: RecordBody,
) {
  const { write } = job
  const { status, text } = yield* api.upsertOne(customerId, body)
  const said = parseJson(text)
  if (status < 300) {
    const made = Made.safeParse(said).data
    const created = status === 201 ? ({ created: true } as const) : {}
    return { ...job, step: done(made === undefined ? created : { recordId: made.id, ...created }) } satisfies Job
  }
  if (status === 300) {
    const paths = Choices.safeParse(said).data ?? []
    return { ...job, step: severalMatch(paths.map((path) => path.split("/").at(-1) ?? "")) } satisfies Job
  }
  const duplicates = duplicatesIn(said)
  const [only] = duplicates
  if (only === undefined || write._tag === "mark")
    return { ...job, step: refused(errorCode({ status, text })) } satisfies Job
  if (duplicates.length > 1) return { ...job, step: severalMatch(duplicates) } satisfies Job
  return yield* adopt(api, mapping, job, write, only)
})

/** The org's own rule says which contact it is, unless that is another person's by now. */
const adopt = Effect.fnUntraced(function* (
  api: SalesforceApi,
  mapping: SalesforceMapping,
  job: Job,
  write: Upsert,
  recordId: string,
) {
  const [contact] = yield* contactsOf(api, mapping, [recordId])
  if (contact === undefined) return { ...job, step: severalMatch([recordId]) } satisfies Job
  if (isFreeFor(write, contact)) return taking(job, contact)
  const stranger = strangerIn(write, contact)
  return {
    ...job,
    step: stranger === undefined ? severalMatch([recordId]) : heldBy(stranger, contact, false),
  } satisfies Job
})
