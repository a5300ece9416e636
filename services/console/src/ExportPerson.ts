import { loadPerson } from "@kith/core/documents/PresentPerson"
import { type HttpResponse, problem } from "@kith/core/http/Http"
import { Effect } from "effect"
import { heirsOf } from "./Candidates.ts"
import { exportPage } from "./ExportPage.ts"
import { findPerson } from "./FindPerson.ts"
import { heldAbout } from "./HeldAbout.ts"
import type { ErasureSubject } from "./PlanErasure.ts"

type ExportSubject = Exclude<ErasureSubject, { readonly key: unknown }>

/**
 * `POST /exports`: everything that is held about a person (Articles 15 and 20 of the GDPR), with its sources, its
 * recipients and why it is held to be one person's. What others said, and others' identifiers, are left out.
 */
export const exportPerson = Effect.fn("ExportPerson.exportPerson")(function* (
  subject: ExportSubject,
  format: "json" | "html",
) {
  const found = yield* findSubject(subject)
  if (found._tag === "several") return several(found.candidates)
  if (found._tag === "forgotten") return problem(410, "Erased", "nothing is held but that it was erased")
  if (found._tag === "nobody") return problem(404, "No such customer")
  const held = yield* heldAbout(found.person)
  if (format === "json") return { status: 200, body: held } satisfies HttpResponse
  return { status: 200, headers: htmlHeaders, body: exportPage(held) } satisfies HttpResponse
})

const htmlHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  "content-disposition": 'attachment; filename="export.html"',
}

const several = (candidates: ReadonlyArray<unknown>): HttpResponse => {
  const answer = problem(409, "Several persons", "the value is shared: name the person by customerId")
  return { ...answer, body: { ...Object(answer.body), candidates } }
}

const findSubject = Effect.fnUntraced(function* (subject: ExportSubject) {
  const found = "customerId" in subject ? ({ _tag: "person", ...subject } as const) : yield* findPerson(subject)
  if (found._tag === "several") return { _tag: "several", candidates: found.candidates } as const
  if (found._tag === "forgotten") return { _tag: "forgotten" } as const
  if (found._tag === "nobody") return { _tag: "nobody" } as const
  const person = (yield* loadPerson(found.customerId))?.body
  if (person === undefined) return { _tag: "nobody" } as const
  if (person.state === "erased") return { _tag: "forgotten" } as const
  return person.state === "current"
    ? ({ _tag: "person", person } as const)
    : ({ _tag: "several", candidates: yield* heirsOf(person.heirs) } as const)
})
