import { randomUUID } from "node:crypto"
import * as z from "zod"
import { type Answer, jsonOf, type Route, type SimulatorRequest } from "../Routes.ts"
import { badRequest, notFound } from "./Errors.ts"

const text = z.string().min(1).max(320)
const Subject = z
  .strictObject({
    emailAddresses: z.array(text).min(1),
    phoneNumbers: z.array(text.startsWith("+")).min(1),
    externalContactId: z.uuid(),
    journeyCustomer: z.strictObject({ type: text, id: text }),
    socialHandle: z.strictObject({ type: z.enum(["TWITTER", "FACEBOOK", "INSTAGRAM", "APPLE_MESSAGES"]), value: text }),
  })
  .partial()
  .refine((subject) => Object.keys(subject).length > 0)
const Request = z.strictObject({ requestType: z.literal("GDPR_DELETE"), subject: Subject })

/** How far a request is each time it is asked after. The vendor takes days, and keeps the subject meanwhile; this does not. */
const course = ["INITIATED", "DELETING", "COMPLETED"]

/** `/api/v2/gdpr/requests`, as far as deletions go. */
export const makeGdprRoutes = (): ReadonlyArray<Route> => {
  const asked = new Map<string, number>()
  const order = (request: SimulatorRequest): Answer => {
    if (!Request.safeParse(jsonOf(request)).success) return badRequest("subject must name somebody.")
    if (request.query.get("deleteConfirmed") !== "true") return badRequest("deleteConfirmed must be true.")
    const id = randomUUID()
    asked.set(id, 0)
    return { status: 202, body: { id, requestType: "GDPR_DELETE", status: course[0] } }
  }
  const show = (id: string): Answer => {
    const times = asked.get(id)
    if (times === undefined) return notFound()
    asked.set(id, times + 1)
    return { status: 200, body: { id, requestType: "GDPR_DELETE", status: course[Math.min(times + 1, 2)] } }
  }
  return [
    { method: "POST", path: "/api/v2/gdpr/requests", handle: order },
    { method: "GET", path: "/api/v2/gdpr/requests/:request", handle: (_, param) => show(param("request")) },
  ]
}
