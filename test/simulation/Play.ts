import { Erasures } from "@kith/core/documents/Collections"
import { open } from "@kith/core/documents/ErasureProgress"
import { echoed, perform, replayAll } from "./Acts.ts"
import { Centre } from "./Centre.ts"
import { inForceIn } from "./checks/Stored.ts"
import { seeded } from "./Seeded.ts"
import { Senders } from "./Senders.ts"
import type { Story } from "./Story.ts"

/** Longer after the last act nothing goes wrong any more, milliseconds. */
const calmAfter = 60_000
/** No story needs more. */
const mostHappenings = 400_000
const mostRounds = 12

export interface Played {
  readonly centre: Centre
  readonly problems: ReadonlyArray<string>
}

/** Plays a story to its end: the acts in bad weather, then calm, then every sweep and replay until nothing is left to do. */
export const play = (story: Story, check: (centre: Centre) => ReadonlyArray<string>): Promise<Played> =>
  seeded(story.seed, () => playOut(story, check))

const playOut = async (story: Story, check: (centre: Centre) => ReadonlyArray<string>): Promise<Played> => {
  const centre: Centre = new Centre(story, (event) =>
    senders.post(echoed(event), `echo ${JSON.stringify(event).length}`),
  )
  const senders = new Senders(centre)
  const { world } = centre
  // From then on what changes in the CRM is read.
  perform({ at: 0, does: "runs tasks" }, -1, centre, senders)
  for (const [number, act] of story.acts.entries()) world.after(act.at, () => perform(act, number, centre, senders))
  world.after(Math.max(0, ...story.acts.map(({ at }) => at)) + calmAfter, () => calmDown(centre))
  const rest = async () => {
    while (await world.goOn()) if (world.happened > mostHappenings) return false
    return true
  }
  for (let round = 0; round < mostRounds; round++) {
    const said = centre.history.published.length
    if (!(await rest())) return { centre, problems: ["the world does not come to rest"] }
    const isAtRest = centre.history.published.length === said && !isErasing(centre) && !isRecounting(centre)
    if (round > 0 && isAtRest) break
    world.after(120_000, () => {
      perform({ at: 0, does: "runs tasks" }, -1, centre, senders)
      replayAll(centre, senders)
    })
  }
  return { centre, problems: check(centre) }
}

const calmDown = (centre: Centre): void => {
  centre.tell("story", "the weather is calm from now on")
  centre.isCalm = true
  centre.release = { ...centre.release, chokesOnPoison: false }
  for (const vendor of ["genesys", "salesforce", "servicenow"] as const) centre.vendors[vendor].trouble.down(false)
}

const isErasing = ({ store, world }: Centre): boolean =>
  store.find(Erasures.name, open, world.now, { limit: 1 }).length > 0

const isRecounting = ({ store }: Centre): boolean => {
  const inForce = inForceIn(store)
  return inForce !== undefined && inForce.recount.walk !== "settled"
}
