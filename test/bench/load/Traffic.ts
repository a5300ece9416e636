/** One event of the mix: the webhook's body, and the conversation it belongs to. */
export interface Event {
  readonly conversation: string
  readonly opens: boolean
  readonly body: string
}

const newcomers = 0.1

/** mulberry32: small, seeded, the same everywhere. */
export const chance = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Step {
  readonly kind: "Created" | "Updated" | "Ended"
  readonly state: string
  /** What an agent or a flow has written down by then. */
  readonly noted: boolean
}

const opening: Step = { kind: "Created", state: "ACTIVE", noted: false }
const news: Step = { kind: "Updated", state: "ACTIVE", noted: true }
const end: Step = { kind: "Ended", state: "ENDED", noted: true }
const passing = (noted: boolean, ...states: ReadonlyArray<string>): ReadonlyArray<Step> =>
  states.map((state) => ({ kind: "Updated", state, noted }))

/**
 * What conversations consist of, one event after the other; `apart`: how many conversations lie between two of the same
 * one. `news`: each opens, says something new and ends, so that every event has to be decided. `day`: twelve events, about
 * as many as Genesys tells of an ordinary call; it opens, says something new and ends as well, and passes from state to
 * state in between, where all that is known of it is sent once more.
 */
const mixes: Readonly<Record<Mix, { readonly apart: number; readonly steps: ReadonlyArray<Step> }>> = {
  news: { apart: 400, steps: [opening, news, end] },
  day: {
    apart: 40,
    steps: [
      opening,
      ...passing(false, "IVR", "QUEUED", "ALERTING", "CONNECTED"),
      news,
      ...passing(true, "HELD", "RETRIEVED", "TRANSFERRED", "WRAPUP", "ACW"),
      end,
    ],
  },
}
export const mixNames = ["day", "news"] as const
export type Mix = (typeof mixNames)[number]

/** A tenth of the conversations are of somebody new; who comes again names one or two of what is known. `name` keeps runs apart. */
export const traffic = (name: string, seed: number, mix: Mix = "news") => {
  const { apart, steps } = mixes[mix]
  const random = chance(seed)
  const people: Array<number> = []
  let persons = 0
  const personOf = (conversation: number): number => {
    while (people.length <= conversation)
      people.push(persons === 0 || random() < newcomers ? persons++ : Math.floor(random() * persons))
    return people[conversation] ?? 0
  }
  return (n: number): Event | undefined => {
    const place = n % steps.length
    const { kind, state, noted } = steps[place] ?? opening
    const number = Math.floor(n / steps.length) - place * apart
    if (number < 0) return undefined
    const person = personOf(number)
    const conversation = `${name}-${number}`
    const email = `person-${person}@${name}.example.org`
    const known = {
      email,
      ...(number % 2 === 0 && { phone: `+1202${String(5_550_000 + person).slice(-7)}` }),
      ...(number % 3 === 0 && { visitorId: `visitor-${name}-${person}` }),
      ...(noted && { company: `company ${number % 1000}` }),
    }
    return {
      conversation,
      opens: kind === "Created",
      body: JSON.stringify({
        eventType: `Interaction.${kind}`,
        eventTime: new Date().toISOString(),
        interaction: {
          id: conversation,
          type: "webchat",
          state,
          attributes: { custom: known },
          channels: [
            { id: `channel-${number}`, type: "webchat", direction: "INBOUND", address: { id: email, label: email } },
          ],
        },
      }),
    }
  }
}
