import type { Centre } from "./Centre.ts"
import { isInStep } from "./InStep.ts"
import { Accepted, type Ledger, orderErasure, readDeadLetters, readErasure, readLedger, replay } from "./Readings.ts"
import { type Becomes, type Deed, type Done, groupsOf, type Scene, type Sent, timesOf } from "./Scene.ts"
import { until } from "./Until.ts"

/** An event after it was played. */
export interface Played extends Sent {
  readonly became: Becomes | "unknown"
  /** Epoch milliseconds of sending. */
  readonly sentAt: number
  readonly acknowledgedMillis: number
  /** Milliseconds from sending to the write-back's arrival in Genesys; none if nothing had to be written. */
  readonly writtenBackMillis?: number
}

export interface Progress {
  readonly scene: (scene: Scene) => void
  readonly played: (event: Played) => void
  readonly done: (step: Done) => void
}

/** Plays the morning in its order, each time only after the one before has had all its consequences. */
export const play = async (
  centre: Centre,
  scenes: ReadonlyArray<Scene>,
  progress: Progress,
): Promise<ReadonlyArray<Played>> => {
  const timeOf = timesOf(scenes, Date.now())
  openConversations(centre, scenes)
  const all: Array<Played> = []
  let crmAnswers = true
  for (const scene of scenes) {
    progress.scene(scene)
    for (const group of groupsOf(scene.steps)) {
      if ("does" in group) {
        await carryOut(centre, group.does)
        if ("crm" in group.does && group.does.crm !== "loses an answer") crmAnswers = group.does.crm === "comes back"
        progress.done(group)
        continue
      }
      for (const event of await sendTogether(centre, group, timeOf)) {
        await settled(centre, event, crmAnswers)
        const played = { ...event, ...writtenBack(centre, event) }
        progress.played(played)
        all.push(played)
      }
    }
  }
  return all
}

/** Waits until everybody knows what an event has led to. */
const settled = async (centre: Centre, event: Played, crmAnswers: boolean): Promise<void> => {
  if (event.becomes !== "applied" && event.becomes !== "duplicate") return
  const asksCrm = crmAnswers && event.crmRefuses !== true
  await until(`Genesys and the CRM know: ${event.who}`, () => isInStep(centre, event.send, asksCrm))
  if (event.crmRefuses !== true) return
  const isKept = async () => (await readDeadLetters(centre)).some(({ reason }) => reason === "SeveralMatches")
  await until("what somebody has to say first is kept", isKept)
}

const writtenBack = ({ genesys }: Centre, { send, sentAt }: Played): Pick<Played, "writtenBackMillis"> => {
  const { conversation } = send
  const call = genesys
    .calls()
    .find(({ at, path, status }) => at >= sentAt && status < 300 && path.split("/").includes(conversation?.id ?? ""))
  return call === undefined ? {} : { writtenBackMillis: call.at - sentAt }
}

/** The org has its conversations before it tells of them, whatever order the events come in. */
const openConversations = ({ genesys }: Centre, scenes: ReadonlyArray<Scene>): void => {
  const opened = new Set<string>()
  for (const step of scenes.flatMap(({ steps }) => steps)) {
    const conversation = "send" in step ? step.send.conversation : undefined
    if (conversation === undefined || opened.has(conversation.id)) continue
    opened.add(conversation.id)
    genesys.openConversation(conversation)
  }
}

/** Sends events at once, and waits until the ledger has ended each that was taken in. */
const sendTogether = async (
  centre: Centre,
  group: ReadonlyArray<Sent>,
  timeOf: (clock: string) => number,
): Promise<ReadonlyArray<Played>> => {
  const before = await readLedger(centre)
  const answered = await Promise.all(group.map((event) => sendOne(centre, event, timeOf)))
  const underWay = answered.filter(({ became }) => became === "taken in").length
  await until(
    `it has ended in the ledger: ${group.map(({ who }) => who).join(", ")}`,
    async () => ended(await readLedger(centre)) >= ended(before) + underWay,
  )
  const fates = changes(before, await readLedger(centre))
  return answered.map(({ became, ...event }): Played => {
    if (became !== "taken in") return { ...event, became }
    // Of several at once the ledger tells how many ended how: each gets what it should, if it is among them.
    const index = Math.max(0, fates.indexOf(event.becomes))
    return { ...event, became: fates.splice(index, 1)[0] ?? "unknown" }
  })
}

const sendOne = async ({ send, genesys }: Centre, event: Sent, timeOf: (clock: string) => number) => {
  const { conversation, ends, body } = event.send
  const time = timeOf(event.happened ?? event.at)
  if (ends === true && conversation !== undefined) genesys.endConversation(conversation.id, time)
  const sentAt = Date.now()
  const { status, body: answer, millis } = await send(body(time), event.isStranger)
  return { ...event, sentAt, acknowledgedMillis: millis, became: fateOf(status, answer) }
}

const fateOf = (status: number, answer: unknown): Becomes | "unknown" | "taken in" => {
  if (status === 400) return "invalid"
  if (status === 401) return "unauthenticated"
  if (status === 413) return "tooLarge"
  if (status !== 202) return "unknown"
  return Accepted.parse(answer).disposition === "irrelevant" ? "irrelevant" : "taken in"
}

/** The ends that only the resolver decides on; echoes of our own write-backs are irrelevant at once. */
const laterEnds = ["applied", "duplicate", "refused", "suppressed", "deadLettered"] as const
const ended = (ledger: Ledger): number => laterEnds.reduce((sum, end) => sum + ledger[end], 0)
const changes = (before: Ledger, after: Ledger): Array<Becomes> =>
  laterEnds.flatMap((end) => Array<Becomes>(Math.max(0, after[end] - before[end])).fill(end))

/** Three for each delivery of the three customers, and then some are delivered again. */
const refusedCalls = 12

const carryOut = async (centre: Centre, deed: Deed): Promise<void> => {
  const { genesys, salesforce } = centre
  if ("genesys" in deed) return genesys.trouble.expireSessions()
  if ("crm" in deed) {
    if (deed.crm === "goes down") return salesforce.trouble.down(true)
    if (deed.crm === "loses an answer") return salesforce.trouble.loseNextResponse()
    await until("the CRM was tried in vain often enough", () => failedCalls(centre) >= refusedCalls)
    return salesforce.trouble.down(false)
  }
  if ("erase" in deed) {
    const { erasureId } = await orderErasure(centre, deed.erase)
    return await until("everybody has forgotten", async () => (await readErasure(centre, erasureId)).status === "done")
  }
  if ("removeContact" in deed) {
    await centre.deleteContact(deed.removeContact.id)
    return
  }
  for (const { id, reason } of await readDeadLetters(centre)) if (reason === "SeveralMatches") await replay(centre, id)
  await until("the CRM takes it", () => contactOf(centre, deed.replayParked)?.["Kith_Id__c"] !== undefined)
}

const contactOf = ({ salesforce }: Centre, { email }: { readonly email: string }) =>
  salesforce.contacts().find((one) => one["Email"] === email)

const failedCalls = ({ salesforce }: Centre): number => salesforce.calls().filter(({ status }) => status === 503).length
