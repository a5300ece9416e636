/** One event of the mix: the webhook's body, and the conversation it belongs to. */
export interface Event {
  readonly conversation: string
  readonly opens: boolean
  readonly body: string
}

/** How many conversations lie between two events of the same one. */
const apart = 400
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

const kinds = ["Created", "Updated", "Ended"] as const

/**
 * Conversations that open, say something new and end, thirds each: nothing that the door could turn away. A tenth are of
 * somebody new; who comes again names one or two of what is known. `name` keeps runs apart.
 */
export const traffic = (name: string, seed: number) => {
  const random = chance(seed)
  const people: Array<number> = []
  let known = 0
  const personOf = (conversation: number): number => {
    while (people.length <= conversation)
      people.push(known === 0 || random() < newcomers ? known++ : Math.floor(random() * known))
    return people[conversation] ?? 0
  }
  return (n: number): Event | undefined => {
    const kind = n % 3
    const number = Math.floor(n / 3) - kind * apart
    if (number < 0) return undefined
    const person = personOf(number)
    const conversation = `${name}-${number}`
    const eventType = kinds[kind] ?? "Created"
    const says = {
      email: `person-${person}@${name}.example.org`,
      ...(number % 2 === 0 && { phone: `+1202${String(5_550_000 + person).slice(-7)}` }),
      ...(number % 3 === 0 && { visitorId: `visitor-${name}-${person}` }),
    }
    const more = kind === 0 ? says : { email: says.email, company: `company ${number % 1000}` }
    const address = { id: says.email, label: says.email }
    return {
      conversation,
      opens: kind === 0,
      body: JSON.stringify({
        eventType: `Interaction.${eventType}`,
        eventTime: new Date().toISOString(),
        interaction: {
          id: conversation,
          type: "webchat",
          state: kind === 2 ? "ENDED" : "ACTIVE",
          attributes: { custom: more },
          channels: [{ id: `channel-${number}`, type: "webchat", direction: "INBOUND", address }],
        },
      }),
    }
  }
}
