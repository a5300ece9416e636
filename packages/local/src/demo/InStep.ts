import type { Centre } from "./Centre.ts"
import type { Payload } from "./Payloads.ts"
import { type Interaction, type Profile, readInteraction, readProfile } from "./Readings.ts"

/** Whether the outside systems already hold what the console says. */

/** The names that the write-back gives its attributes begin so in Genesys' own dialect. */
const ours = (attributes: Readonly<Record<string, unknown>>, name: string) =>
  attributes[name] ?? attributes[`kith_${name}`]

/** The customer's attributes in the Genesys org. */
export const attributesIn = ({ genesys }: Centre, interactionId: string) => {
  const custom = genesys.interaction(interactionId)?.attributes.custom ?? {}
  const text = (name: string) => (ours(custom, name) === undefined ? undefined : String(ours(custom, name)))
  return {
    customerId: text("resolvedCustomerId"),
    customerTier: text("customerTier"),
  }
}

/** Nothing can be written while nobody has told who the customer is, and nothing is after the end. */
const isWritable = ({ genesys }: Centre, { dialect, conversation }: Payload, interaction: Interaction): boolean =>
  conversation !== undefined &&
  genesys.interaction(conversation.id)?.state === "ACTIVE" &&
  (dialect === "guide" || interaction.participantId !== undefined)

const isInGenesys = (
  centre: Centre,
  payload: Payload,
  interaction: Interaction,
  { customerTier }: Profile,
): boolean => {
  if (payload.conversation === undefined || !isWritable(centre, payload, interaction)) return true
  const held = attributesIn(centre, payload.conversation.id)
  return held.customerId === interaction.customerId && held.customerTier === customerTier
}

const becomesContact = (because: Interaction["because"]) =>
  because.some(({ kind }) => kind === "email" || kind === "phone" || kind.startsWith("crm."))

const isInCrm = ({ salesforce }: Centre, interaction: Interaction, profile: Profile): boolean => {
  const contact = salesforce.contacts().find((one) => one["Kith_Id__c"] === profile.customerId)
  if (contact === undefined) return !becomesContact(interaction.because)
  return (
    contact["Last_Interaction_Id__c"] === profile.lastInteractionId &&
    contact["Email"] === profile.email &&
    contact["Phone"] === profile.phone &&
    (profile.firstName === undefined || contact["FirstName"] === profile.firstName)
  )
}

/** Whether everybody knows what an event has led to. */
export const isInStep = async (centre: Centre, payload: Payload, crmAnswers: boolean): Promise<boolean> => {
  if (payload.conversation === undefined) return true
  const interaction = await readInteraction(centre, payload.conversation.id)
  if (interaction.customerId === undefined) return interaction.status === "suppressed"
  const profile = await readProfile(centre, interaction.customerId)
  return isInGenesys(centre, payload, interaction, profile) && (!crmAnswers || isInCrm(centre, interaction, profile))
}
