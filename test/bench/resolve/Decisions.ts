import { eventOf } from "@kith/core/identity/fixtures/Event"
import { makeMemory, settingOf } from "@kith/core/identity/fixtures/Memory"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { resolve } from "@kith/core/identity/Resolve"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { identifiersOf, saidInTurn } from "./Traffic.ts"

export interface DecisionRate {
  readonly decision: string
  /** Identifiers of the person. */
  readonly size: number
  readonly perSecond: number
}

/** How often each comes in a contact centre's day: most events say what is known. */
export const shares = {
  "nothing new, same interaction": 0.6,
  "nothing new, next interaction": 0.3,
  "one more identifier": 0.04,
  "new person": 0.05,
  merge: 0.01,
} as const
export type Decision = keyof typeof shares

export const mix = "a day's mix"

/** A person of that size who calls the fourth time, and what may come of it. */
const situation = (decision: Decision, size: number): (() => unknown) => {
  const memory = makeMemory(defaultLinkingPolicy)
  const person = identifiersOf("ann", size)
  if (decision !== "new person") {
    for (const [n, said] of saidInTurn(person).entries()) memory.tell(eventOf(`early-${n}`, said, { kind: "ended" }))
    for (let visit = 0; visit < 3; visit++)
      memory.tell(eventOf(`visit-${visit}`, person.slice(0, 3), { at: 2_000, kind: visit < 2 ? "ended" : "opened" }))
  }
  const other = identifiersOf("other", size).filter(({ kind }) => !kind.startsWith("crm."))
  if (decision === "merge")
    for (const [n, said] of saidInTurn(other).entries()) memory.tell(eventOf(`other-${n}`, said, { kind: "ended" }))
  const events: { readonly [D in Decision]: () => InteractionObserved } = {
    "nothing new, same interaction": () => eventOf("visit-2", person.slice(0, 3), { at: 3_000, kind: "updated" }),
    "nothing new, next interaction": () => eventOf("next", person.slice(0, 3), { at: 3_000 }),
    "one more identifier": () => eventOf("next", [...person.slice(0, 1), ...identifiersOf("more", 1)], { at: 3_000 }),
    "new person": () => eventOf("next", person, { at: 3_000 }),
    merge: () => eventOf("next", [...person.slice(0, 1), ...other.slice(0, 1)], { at: 3_000 }),
  }
  const touched = memory.folded(events[decision]())
  const evidence = memory.evidenceFor(touched)
  const setting = settingOf(defaultLinkingPolicy, "event", 4_000)
  return () => resolve(touched, evidence, setting)
}

const sizes = [2, 5, 10]

/** Decisions per second of the engine alone on one core, and of a day's mix of them. */
export const decisionRates = (millis: number): ReadonlyArray<DecisionRate> => {
  const decisions = Object.keys(shares) as ReadonlyArray<Decision>
  const measured = sizes.flatMap((size) =>
    decisions.map((decision) => ({ decision, size, once: situation(decision, size) })),
  )
  for (const { once } of measured) perSecond(once, millis / 5)
  const rates = measured.map(({ decision, size, once }) => ({ decision, size, perSecond: best(once, millis) }))
  const mixed = sizes.map((size) => {
    const own = rates.filter((rate) => rate.size === size)
    const seconds = own.reduce((sum, rate) => sum + shares[rate.decision] / rate.perSecond, 0)
    return { decision: mix, size, perSecond: Math.round(1 / seconds) }
  })
  return [...rates, ...mixed]
}

/** Of five rounds: neighbours on the machine only ever slow one down. */
const best = (once: () => unknown, millis: number): number =>
  Math.max(...Array.from({ length: 5 }, () => perSecond(once, millis / 5)))

/** By the processor's time rather than the clock's. */
export const perSecond = (once: () => unknown, millis: number): number => {
  const started = process.cpuUsage()
  let done = 0
  let spent = 0
  do {
    for (let i = 0; i < 200; i++) once()
    done += 200
    const { user, system } = process.cpuUsage(started)
    spent = (user + system) / 1000
  } while (spent < millis)
  return Math.round(done / (spent / 1000))
}
