import { type EventBridgeEvent, enveloped } from "./Envelope.ts"

interface Merge {
  readonly source: string
  readonly target: string
  readonly at: number
}

/** The org's external contacts, as far as they were merged: the target stays, the source says where it went. */
export const makeExternalContacts = (now: () => number) => {
  const merges: Array<Merge> = []

  /** All that ended in this contact, itself included. */
  const mergeSet = (id: string): ReadonlyArray<string> => [
    id,
    ...merges.filter(({ target }) => target === id).flatMap(({ source }) => mergeSet(source)),
  ]
  const canonical = (id: string): string => {
    const gone = merges.find(({ source }) => source === id)
    return gone === undefined ? id : canonical(gone.target)
  }

  return {
    merge: (source: string, target: string): void => {
      if (canonical(source) === canonical(target)) throw new Error("the contacts are one already")
      merges.push({ source, target, at: now() })
    },
    /** What `v2.externalcontacts.contacts.{id}` says of a contact after the latest merge it took part in, if any. */
    event: (id: string): EventBridgeEvent => {
      const latest = merges.findLast(({ source, target }) => source === id || target === id)
      const at = latest?.at ?? now()
      const merged = latest && {
        mergeOperation: {
          sourceContactId: latest.source,
          targetContactId: latest.target,
          resultingContactId: latest.target,
        },
        ...(latest.source === id ? { mergedTo: latest.target } : { mergedFrom: [latest.source] }),
      }
      const body = {
        id,
        type: "Curated",
        firstName: "Kept",
        surveyOptOut: false,
        canonicalContactId: canonical(id),
        mergeSet: mergeSet(canonical(id)),
        ...merged,
        modifyDate: new Date(at).toISOString(),
      }
      return enveloped("v2.externalcontacts.contacts.{id}", id, body, at)
    },
  }
}
export type ExternalContacts = ReturnType<typeof makeExternalContacts>
