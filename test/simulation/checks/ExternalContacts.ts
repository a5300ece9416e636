import { interactionDocumentId } from "@kith/core/identifier/Keyring"
import type { CurrentPerson, OpenInteraction } from "@kith/core/identity/Records"
import { associationOf } from "@kith/writeback/AssociateContact"
import type { Centre } from "../Centre.ts"
import { externalSource } from "../Vendors.ts"
import { interactionsIn, personsIn } from "./Stored.ts"

/** Law 6, of Genesys' own contacts: whoever can be matched has one with our id, and it stands at their live conversations. */
export const externalContacts = (centre: Centre): ReadonlyArray<string> =>
  centre.story.contacts === "off" ? [] : personsIn(centre.store).filter(canBeMatched).flatMap(contactOf(centre))

const canBeMatched = ({ identifiers }: CurrentPerson): boolean =>
  identifiers.some(({ kind }) => kind === "email" || kind === "phone")

const contactOf =
  (centre: Centre) =>
  (person: CurrentPerson): ReadonlyArray<string> => {
    const ours = `ExternalId ${externalSource} ${person.customerId}`
    const own = centre.vendors.genesys.contacts().filter(({ identifiers }) => identifiers.has(ours))
    const [contact] = own
    if (contact === undefined || own.length > 1) return [`${person.customerId} has ${own.length} external contacts`]
    return person.open.flatMap((open) => astray(open, contact.id, centre))
  }

const astray = (
  { interactionId, participantId }: OpenInteraction,
  contactId: string,
  { release, store, vendors }: Centre,
): ReadonlyArray<string> => {
  const id = interactionDocumentId(release.keyring, interactionId)
  const known = interactionsIn(store).find(([name]) => name === id)?.[1]
  const conversation = vendors.genesys.interaction(interactionId)
  if (conversation?.state !== "ACTIVE" || associationOf(known, participantId, contactId) === undefined) return []
  const { externalContactId } = conversation
  return externalContactId === contactId
    ? []
    : [`${interactionId} has the contact ${externalContactId}, not ${contactId}`]
}
