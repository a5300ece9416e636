import type { Disposition } from "@kith/core/message/Disposition"
import { identifierOf, type Told } from "./history.ts"
import { type Numbers, oracle, type Seen, seenIn } from "./oracle.ts"
import type { Ordered } from "./steps.ts"

type KeyOf = (identifier: { kind: string; value: string }) => string

/** An event as it was sent, `event` being its key; `told` is what of it still counts. */
export interface Sent {
  readonly event: string
  readonly nickname: string | undefined
  readonly told: Told
}

/** Whom an erasure is of: everything that identifies this person, or the one sighting of somebody whom nothing does. */
export type Whom = { readonly members: ReadonlyArray<string> } | { readonly sighting: string }

/**
 * What a life of the graph comes to, the slow and obvious way: the events that count, with what was forgotten left out of
 * them. Forgetting happens here at once. It shares no code with the product, and knows of no graph but the oracle's.
 */
export const makeChronicle = (numbers: Numbers, keyOf: KeyOf) => {
  let counted: ReadonlyArray<Sent> = []
  /** Events that each interaction has taken in, whatever became of what they said. */
  const seen = new Map<string, Set<string>>()
  const bans = new Map<string, readonly [string, string]>()
  const stones = { keys: new Set<string>(), interactions: new Set<string>(), participants: new Set<string>() }

  const events = () => counted.map(({ told }) => told)
  const standing = () => [...bans.values()]
  const graph = () => oracle(events(), numbers, keyOf, standing())
  const sightings = () => seenIn(events(), keyOf)

  /** The strongest of what it asserts that is one person's. */
  const homeOf = ({ keys }: Seen, shared: ReadonlyArray<string>): string | undefined => {
    const rank = (key: string) =>
      numbers.kinds[key.startsWith("crm.") ? "crm" : (key.split(":")[0] as string)]?.rank ?? 0
    return [...keys].filter((key) => !shared.includes(key)).sort((x, y) => rank(y) - rank(x) || (x < y ? -1 : 1))[0]
  }

  const drop = (theirs: ReadonlyArray<Seen>) => {
    const left = sightings().filter((one) => !theirs.some(({ id }) => id === one.id))
    for (const { interaction, participant } of theirs) {
      const isOver = !left.some((one) => one.interaction === interaction)
      if (isOver) stones.interactions.add(interaction)
      else stones.participants.add(`${interaction}#${participant}`)
      counted = counted.filter(
        ({ told }) => told.interaction !== interaction || (!isOver && told.participant?.id !== participant),
      )
    }
  }

  return {
    graph,
    sightings,
    homeOf: (one: Seen) => homeOf(one, graph().shared),
    counted: () => counted,
    bans: standing,
    forgottenKeys: () => [...stones.keys],

    tell: (event: string, told: Told): Disposition => {
      const { interaction, participant, says, links } = told
      const named = [
        ...says.map((name) => keyOf(identifierOf(name))),
        ...[interaction, ...links].map((value) => keyOf({ kind: "interaction", value })),
      ]
      const isForgotten =
        named.some((key) => stones.keys.has(key)) ||
        [interaction, ...links].some((id) => stones.interactions.has(id)) ||
        stones.participants.has(`${interaction}#${participant?.id}`)
      const known = seen.get(interaction)
      if (isForgotten) {
        if (known === undefined) stones.interactions.add(interaction)
        return "suppressed"
      }
      if (known?.has(event) === true) return "duplicate"
      seen.set(interaction, new Set([...(known ?? []), event]))
      counted = [...counted, { event, nickname: says[0], told }]
      return "applied"
    },

    order: ({ ban: [x, y], lift }: Ordered) => {
      const [a = "", b = ""] = [x, y].map((name) => keyOf(identifierOf(name))).sort()
      if (stones.keys.has(a) || stones.keys.has(b)) return
      if (lift) bans.delete(`${a} ${b}`)
      else bans.set(`${a} ${b}`, [a, b])
    },

    /** The two that a split bans from one another. */
    ban: (x: string, y: string) => {
      const [a, b] = [x, y].sort() as [string, string]
      bans.set(`${a} ${b}`, [a, b])
    },

    /** `given`: sightings that tier 2 has given to the person. `named`: the request names it, so it is not spared. */
    erase: (whom: Whom | undefined, given: ReadonlySet<string>, named?: string): ReadonlyArray<string> => {
      const { shared, refused } = graph()
      const contested = new Set(refused.flatMap((one) => one.split(" ").slice(0, 2)))
      const members = whom !== undefined && "members" in whom ? whom.members : []
      const erased = new Set([...members.filter((key) => !contested.has(key)), ...(named === undefined ? [] : [named])])
      const isTheirs = (one: Seen) =>
        given.has(one.id) ||
        (whom !== undefined && "sighting" in whom && whom.sighting === one.id) ||
        members.includes(homeOf(one, shared) ?? "")
      drop(sightings().filter(isTheirs))
      for (const key of erased) stones.keys.add(key)
      const isAboutThem = ({ participant, says }: Told) =>
        participant?.role === "unknown" && says.some((name) => erased.has(keyOf(identifierOf(name))))
      const about = new Set(counted.filter(({ told }) => isAboutThem(told)).map(({ told }) => speakerOf(told)))
      counted = counted.map((sent) => ({
        ...sent,
        nickname: about.has(speakerOf(sent.told)) ? undefined : sent.nickname,
        told: unsaid(sent.told, erased, keyOf),
      }))
      for (const [pair, ends] of bans) if (ends.some((key) => erased.has(key))) bans.delete(pair)
      return [...erased]
    },

    expire: (interaction: string) => {
      if (stones.interactions.has(interaction)) return
      counted = counted.filter(({ told }) => told.interaction !== interaction)
      seen.delete(interaction)
      for (const one of stones.participants) if (one.startsWith(`${interaction}#`)) stones.participants.delete(one)
    },
  }
}

/** What an agent says in one breath with somebody's identifier goes with it. */
const speakerOf = ({ interaction, participant }: Told) => `${interaction}#${participant?.id}`

const unsaid = (told: Told, erased: ReadonlySet<string>, keyOf: KeyOf): Told => ({
  ...told,
  says: told.says.filter((name) => !erased.has(keyOf(identifierOf(name)))),
  links: told.links.filter((value) => !erased.has(keyOf({ kind: "interaction", value }))),
})
