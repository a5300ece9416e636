import { erasePerson } from "@kith/console/ErasePerson"
import { splitPerson } from "@kith/console/OrderBan"
import { Documents } from "@kith/core/documents/Documents"
import { expireInteraction } from "@kith/core/graph/ExpireInteractions"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { PersonsChange } from "@kith/core/identity/PolicyEffect"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { type Activation, activatePolicy, readInForce } from "@kith/core/policy/ActivatePolicy"
import { recountHistory } from "@kith/core/policy/RecountHistory"
import { type TriedPage, tryPolicy } from "@kith/core/policy/TryPolicy"
import { forgetPerson } from "@kith/resolver/ForgetPerson"
import { Clock, Effect } from "effect"
import { makeChronicle, type Whom } from "./chronicle.ts"
import { identifierOf, type Told } from "./history.ts"
import { leadOf, remember } from "./ids.ts"
import { holding, knownIn, type Picture, takePicture } from "./picture.ts"
import type { Step } from "./steps.ts"
import { keyOf, makeWorld, type Store } from "./world.ts"

/** One life of the graph: what the product makes of it, and beside it what a chronicle of the same says. */
export const makeLife = (policy: LinkingPolicy, store: Store) => {
  const world = makeWorld(policy, { store })
  const numbers = { kinds: policy.kinds }
  const chronicle = makeChronicle(numbers, keyOf)
  const sent: Array<Told> = []
  const ids = { members: new Map<string, ReadonlyArray<string>>(), erased: new Set<string>(), given: new Set<string>() }
  const ended: Record<string, number> = {}
  let deliveries = 0
  let picture: Picture = { components: new Map(), identifiers: new Map(), interactions: new Map(), persons: new Map() }
  /** Accepted, and not yet followed by the graph. */
  let pending: { readonly erasureId: string; left: number } | undefined

  const tell = async (index: number, by = world.tell) => {
    const told = sent[index] as Told
    deliveries += 1
    await by(told, index, `accept-${deliveries}`)
    const disposition = chronicle.tell(`event-${index}`, told)
    ended[disposition] = (ended[disposition] ?? 0) + 1
  }

  /** Whose each id is, however little is between two changes of it. */
  const look = async () => {
    picture = await world.run(takePicture)
    remember(picture, ids)
  }

  const settle = async () => {
    if (pending === undefined) return
    await look()
    await world.run(forgetPerson({ schema: 1, erasureId: pending.erasureId }))
    pending = undefined
    await look()
  }

  const accept = async (
    whom: Whom | undefined,
    subject: Parameters<typeof erasePerson>[0]["subject"],
    wait: number,
  ) => {
    const theirs = customerIdsOf(whom, picture)
    const sightings = knownIn(picture).flatMap(({ sightings }) => sightings)
    const given = new Set(sightings.filter(({ assignedTo = "" }) => theirs.includes(assignedTo)).map(({ id }) => id))
    const answer = await world.run(erasePerson({ subject, dryRun: false }, []))
    if (answer.status !== 202) throw new Error(`an erasure was refused: ${JSON.stringify(answer.body)}`)
    chronicle.erase(whom, given, "kind" in subject ? keyOf(subject) : undefined)
    for (const id of ids.members.keys()) {
      const { person } = leadOf(picture, id)
      if (person?.state === "current" && theirs.includes(person.customerId)) ids.erased.add(id)
    }
    for (const id of theirs) ids.erased.add(id)
    pending = { erasureId: String(Object(answer.body)["erasureId"]), left: wait }
  }

  const erase = async (pick: number, wait: number) => {
    const all = everybody(picture)
    const person = all[pick % Math.max(1, all.length)]
    if (person !== undefined) await accept(whomOf(person), { customerId: person.customerId }, wait)
  }

  const eraseNamed = async (name: string, wait: number) => {
    const [subject, key] = [identifierOf(name), keyOf(identifierOf(name))]
    // Of a shared one it is not clear who is meant: the answer names candidates, and nothing is forgotten.
    if (picture.identifiers.get(key)?.state === "shared") return
    const person = everybody(picture).find(({ identifiers }) => identifiers.some((one) => one.key === key))
    await accept(person && whomOf(person), { kind: subject.kind, value: subject.value }, wait)
  }

  const split = async (pick: number) => {
    const all = everybody(picture).filter(({ former }) => former.length > 0)
    const person = all[pick % Math.max(1, all.length)]
    if (person === undefined) return
    const formerId = person.former[pick % person.former.length] as string
    const { status, body } = await world.run(splitPerson({ customerId: person.customerId, formerId }))
    // Both ids may follow one identifier: then there is nothing that could be told apart.
    if (status === 200) chronicle.ban(Object(body).a.key, Object(body).b.key)
  }

  const takeStep = async (step: Step) => {
    if ("says" in step) await tell(sent.push(step) - 1)
    else if ("again" in step) {
      if (sent.length > 0) await tell(step.again % sent.length)
    } else if ("ban" in step) {
      await world.order(step)
      chronicle.order(step)
    } else {
      await settle()
      if ("split" in step) await split(step.split)
      if ("erase" in step) await erase(step.erase, step.wait)
      if ("eraseNamed" in step) await eraseNamed(step.eraseNamed, step.wait)
      if ("expire" in step) {
        const all = [...picture.interactions.keys()]
        const id = all[step.expire % Math.max(1, all.length)]
        if (id === undefined) return
        await world.run(expireInteraction(id))
        chronicle.expire(id)
      }
    }
  }

  return {
    chronicle,
    /** Whether the graph has yet to follow an erasure: until then it is between two states. */
    isBetween: () => pending !== undefined,
    /** How deliveries ended, by the chronicle. */
    ended: ended as Readonly<Record<string, number>>,
    /** How they ended, by the product's ledger. */
    ledger: () => world.run(Documents.use((documents) => documents.counts)),
    told: world.told,
    ids,
    picture: () => picture,
    holders: () => world.run(holding(chronicle.forgottenKeys())),
    take: async (step: Step) => {
      await takeStep(step)
      if (pending !== undefined && pending.left-- <= 0) await settle()
      picture = await world.run(takePicture)
    },
    /** Somebody has not heard of what was activated last. */
    takeUnaware: async (told: Told) => {
      await tell(sent.push(told) - 1, world.tellApart)
      picture = await world.run(takePicture)
    },
    /** Who would be who: the identifiers of each person who would be another, before and after. */
    foretell: async (policy: LinkingPolicy) => {
      const wanted = { ...policy, version: 2 }
      const changes: Array<PersonsChange> = []
      let after: string | undefined
      do {
        const page: TriedPage = await world.run(tryPolicy({ policy: wanted, previous: policy }, after))
        changes.push(...page.tried.flatMap((part) => part.changes))
        after = page.next
      } while (after !== undefined)
      return changes
    },
    /** A policy, or the version to bring back. What follows is told by it. */
    activate: async (policy: Activation["policy"], kinds: LinkingPolicy["kinds"]) => {
      await world.remember()
      await world.run(activatePolicy({ policy, who: "a test", reason: "to see what happens" }, false))
      numbers.kinds = kinds
    },
    /** The next page of history, as if it were so much later; whether it has followed for good. */
    recount: async (laterMillis: number) => {
      const clock = await world.run(Clock.Clock)
      const later = Object.assign(Object.create(clock) as Clock.Clock, {
        currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now + laterMillis),
      })
      await world.run(Effect.provideService(recountHistory(0), Clock.Clock, later))
      picture = await world.run(takePicture)
      return (await world.run(readInForce))?.body.recount.walk === "settled"
    },
    settle,
    close: world.close,
  }
}

export type Life = ReturnType<typeof makeLife>

const membersOf = ({ identifiers }: CurrentPerson) => identifiers.map(({ key }) => key).sort()

/** Current persons in an order that depends on evidence alone. */
const everybody = ({ persons }: Picture): ReadonlyArray<CurrentPerson> => {
  const current = [...persons.values()].flatMap((body) => (body.state === "current" ? [body] : []))
  const nameOf = (person: CurrentPerson) => `${membersOf(person).join(" ")} ${person.sightingId}`
  return current.sort((x, y) => (nameOf(x) < nameOf(y) ? -1 : 1))
}

const whomOf = (person: CurrentPerson): Whom =>
  person.component === undefined ? { sighting: person.sightingId as string } : { members: membersOf(person) }

const customerIdsOf = (whom: Whom | undefined, picture: Picture): ReadonlyArray<string> =>
  everybody(picture)
    .filter((person) => JSON.stringify(whomOf(person)) === JSON.stringify(whom))
    .flatMap(({ customerId, former }) => [customerId, ...former])
