import { randomUUID } from "node:crypto"
import { type EventBridgeEvent, enveloped } from "./Envelope.ts"

/** A visit to the org's web site. */
export interface Visit {
  readonly id: string
  /** The first-party cookie. */
  readonly customerId: string
  readonly ipAddress?: string
  readonly userAgentString?: string
  readonly fingerprint?: string
  readonly externalContactId?: string
  readonly startedAt: number
}

export const makeJourneySessions = (now: () => number) => {
  const visits = new Map<string, Visit>()
  return {
    open: (visiting: Partial<Visit>): Visit => {
      const visit = { id: randomUUID(), customerId: randomUUID(), startedAt: now(), ...visiting }
      visits.set(visit.id, visit)
      return visit
    },
    /** @param conversationId that came out of the visit, if any did. */
    event: (id: string, conversationId?: string): EventBridgeEvent => {
      const visit = visits.get(id)
      if (visit === undefined) throw new Error("the org has no such visit")
      const at = now()
      // The topic is the contact's; without one the org makes an ephemeral contact.
      const contact = visit.externalContactId ?? visit.id
      return enveloped(
        "v2.externalcontacts.contacts.{id}.journey.sessions",
        contact,
        bodyOf(visit, conversationId, at),
        at,
      )
    },
  }
}
export type JourneySessions = ReturnType<typeof makeJourneySessions>

const bodyOf = (visit: Visit, conversationId: string | undefined, at: number) => ({
  id: visit.id,
  selfUri: `/api/v2/journey/sessions/${visit.id}`,
  createdDate: new Date(visit.startedAt).toISOString(),
  type: "web",
  customerId: visit.customerId,
  customerIdType: "cookie",
  ...(visit.externalContactId !== undefined && { externalContact: { id: visit.externalContactId } }),
  ...(visit.ipAddress !== undefined && { ipAddress: visit.ipAddress, ipOrganization: "Example ISP" }),
  ...(visit.userAgentString !== undefined && { userAgentString: visit.userAgentString }),
  browser: { family: "Chrome", ...(visit.fingerprint !== undefined && { fingerprint: visit.fingerprint }) },
  device: { type: "Desktop", isMobile: false },
  ...(conversationId !== undefined && { conversation: { id: conversationId } }),
  pageviewCount: 1,
  lastEvent: { id: randomUUID(), eventName: "page_viewed", createdDate: new Date(at).toISOString() },
  authenticated: false,
})
