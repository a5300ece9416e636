import { createHash } from "node:crypto"
import type { PolicyList } from "@kith/console/api/Policies"
import { defaultLinkingPolicy, type LinkingPolicy } from "@kith/core/identity/Policy"
import { tightPolicy } from "../laws/history.ts"
import type { Centre } from "./Centre.ts"
import type { Senders } from "./Senders.ts"
import type { Act, Says } from "./Story.ts"
import { attributesOf, firstNameOf, valueNamedBy } from "./Values.ts"
import { troubleOf } from "./Vendors.ts"

const participantOf = (interaction: string) => `p-${interaction}`

/** Lets an act happen, now. */
export const perform = (act: Act, number: number, centre: Centre, senders: Senders): void => {
  centre.tell("story", told(act))
  switch (act.does) {
    case "says":
      say(act, number, centre, senders)
      break
    case "erases":
      senders.ask("POST", "/erasures", subjectOf(act.whom), () => {})
      break
    case "breaks":
    case "mends":
      troubleOf(centre.vendors, act.vendor).down(act.does === "breaks")
      break
    case "expires sessions":
      troubleOf(centre.vendors, act.vendor).expireSessions()
      break
    case "replays":
      replayAll(centre, senders)
      break
    case "restarts everything":
      centre.restartEverything()
      break
    case "changes the pepper":
      centre.changePepper()
      break
    case "re-keys":
      rekey(senders)
      break
    case "edits a contact": {
      const [contact] = centre.vendors.salesforce.contacts()
      if (contact !== undefined) centre.vendors.salesforce.edit(contact.Id, { Customer_Tier__c: act.tier })
      break
    }
    case "activates a policy":
      activate(policies[act.policy], senders)
      break
    case "runs tasks":
      senders.task("console", "/tasks/publish-erasures")
      senders.task("console", "/tasks/recount-history")
      senders.task("crm-sync", "/tasks/refresh")
      senders.task("writeback", "/tasks/check-contacts")
      break
  }
}

const told = (act: Act): string => {
  const { at: _, does, ...rest } = act
  return `${does} ${JSON.stringify(rest)}`
}

export const subjectOf = (whom: string) => {
  if (whom.startsWith("e")) return { email: valueNamedBy(whom) }
  if (whom.startsWith("p")) return { phone: valueNamedBy(whom) }
  return { crm: `${whom.startsWith("s") ? "salesforce" : "servicenow"}:${valueNamedBy(whom)}` }
}

/** The org comes to the new state, and its feed says so. */
const say = (act: Says, number: number, centre: Centre, senders: Senders): void => {
  const { genesys } = centre.vendors
  const { interaction: id, dialect, kind, says, links, tier, age } = act
  const isNew = genesys.interaction(id) === undefined
  const phone = says.find((name) => name.startsWith("p"))
  if (isNew)
    genesys.openConversation({
      ...{ id, participantId: participantOf(id), sessionId: `session-${id}` },
      mediaType: dialect === "guide" ? "CHAT" : "VOICE",
      ...(dialect === "eventbridge" && phone !== undefined && { ani: `tel:${valueNamedBy(phone)}` }),
      at: centre.world.now - age,
    })
  const [first] = says
  const attributes = {
    ...attributesOf(says),
    ...(first !== undefined && { firstName: firstNameOf(first) }),
    ...(tier !== undefined && { loyaltyTier: tier }),
  }
  genesys.setAttributes(id, attributes)
  for (const link of links) genesys.linkConversation(id, link)
  if (kind === "ended") genesys.endConversation(id)
  const events = dialect === "guide" ? [guideEvent(act, centre)] : eventBridgeEvents(act, isNew, centre)
  for (const [i, event] of events.entries()) senders.post(event, `${id}.${kind}.${number}${"abc"[i]}`, act)
}

const guideTypes = { opened: "Created", updated: "Updated", linked: "Linked", ended: "Ended" } as const

const guideEvent = ({ interaction, kind, age }: Says, centre: Centre) => {
  const event = centre.vendors.genesys.guideEvent(`Interaction.${guideTypes[kind]}`, interaction)
  return { ...event, eventTime: new Date(centre.world.now - age).toISOString() }
}

const eventBridgeEvents = ({ interaction, kind, says, tier }: Says, isNew: boolean, centre: Centre) => {
  const { genesys } = centre.vendors
  const saysSomething = says.length > 0 || tier !== undefined
  const topics = [
    ...(isNew || kind === "opened" ? (["customer.start"] as const) : []),
    ...(saysSomething ? (["attributes"] as const) : []),
    ...(kind === "ended" ? (["customer.end"] as const) : []),
  ]
  return topics.map((topic) => named(genesys.eventBridgeEvent(topic, interaction, participantOf(interaction))))
}

/** The org numbers its events by chance: here by what they say. */
const named = (event: { readonly id: string; readonly detail: { readonly eventBody: unknown } }) => {
  const id = createHash("sha256")
    .update(JSON.stringify([event.detail.eventBody]))
    .digest("hex")
    .slice(0, 32)
  return { ...event, id, detail: { ...event.detail, metadata: { CorrelationId: id } } }
}

/** What our own write-back makes the org say. */
export const echoed = (event: unknown): unknown =>
  typeof event === "object" && event !== null && "detail" in event ? named(event as never) : event

const policies = { tight: tightPolicy, default: defaultLinkingPolicy }

/** On top of whatever is in force by then; whoever was faster is the newer one. */
const activate = (linking: LinkingPolicy, senders: Senders): void =>
  senders.ask("GET", "/policies", undefined, (answer) => {
    if (answer === "crashed" || answer.status !== 200) return
    const { active } = answer.body as PolicyList
    const order = { policy: { linking }, reason: "a story asks for it", basedOn: active.version }
    senders.ask("POST", "/policies", order, () => {})
  })

/** Page after page, as the command does it. */
const rekey = (senders: Senders, after?: string): void =>
  senders.ask("POST", "/rekey", after === undefined ? {} : { after }, (answer) => {
    if (answer === "crashed" || answer.status !== 200) return
    const { next } = answer.body as { readonly next?: string }
    if (next !== undefined) rekey(senders, next)
  })

/** Somebody replays everything that waits for it. */
export const replayAll = (centre: Centre, senders: Senders): void =>
  senders.ask("GET", "/dead-letters?limit=100", undefined, (answer) => {
    if (answer === "crashed" || answer.status !== 200) return
    const { deadLetters } = answer.body as { readonly deadLetters: ReadonlyArray<{ id: string; state: string }> }
    for (const { id, state } of deadLetters)
      if (state === "waiting") {
        centre.meet("replays")
        senders.ask("POST", `/dead-letters/${id}/replay`, {}, () => {})
      }
  })
