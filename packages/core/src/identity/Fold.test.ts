import { describe, expect, it } from "vitest"
import type { Key } from "../identifier/Identifier.ts"
import { InteractionObserved } from "../message/InteractionObserved.ts"
import { foldEvent } from "./Fold.ts"
import type { KnownInteraction } from "./Records.ts"
import { sightingsOf } from "./Sightings.ts"

type Signals = InteractionObserved["signals"]

const fingerprint = { kind: "device", value: "fp-4711", source: "channels.0.address.fingerprint" } as const
const network = { kind: "ip", value: "203.0.113.0/24", source: "ip_address" } as const
const browser = { kind: "userAgent", value: "Chrome/Windows/desktop", source: "user_agent" } as const

const told = (signals: Signals, participantId?: string, role: InteractionObserved["role"] = "customer") => ({
  schema: 1 as const,
  acceptId: "accept",
  eventKey: `${participantId}-${signals.map(({ value }) => value)}`,
  dialect: "guide" as const,
  kind: "updated" as const,
  interactionId: "i-1",
  ...(participantId !== undefined && { participantId }),
  role,
  at: 5,
  receivedAt: 6,
  identifiers: [],
  traits: [],
  signals,
  links: [],
  suppressed: false,
})
const fold = (events: ReadonlyArray<InteractionObserved>) =>
  events.reduce<KnownInteraction | undefined>((known, event) => foldEvent(known, event, []), undefined)
const signalsSeen = (events: ReadonlyArray<InteractionObserved>) => {
  const known = fold(events)
  return known === undefined ? [] : sightingsOf(known, (id) => `interaction:k:${id}` as Key).map((s) => s.signals)
}

describe("the signals of a sighting", () => {
  it("are those of all its events, each once, in any order", () => {
    const events = [told([browser]), told([network, fingerprint]), told([fingerprint])]
    expect(signalsSeen(events)).toEqual([[fingerprint, network, browser]])
    expect(signalsSeen(events.toReversed())).toEqual([[fingerprint, network, browser]])
  })

  it("are those of everybody who took part while there is one customer", () => {
    expect(signalsSeen([told([browser], "p-1"), told([network], "p-2", "unknown")])).toEqual([[network, browser]])
  })

  it("are each customer's own in a conference", () => {
    expect(signalsSeen([told([browser], "p-1"), told([network], "p-2")])).toEqual([[browser], [network]])
  })

  it("are none in a message of the release before", () => {
    const { signals: _, ...before } = told([])
    expect(signalsSeen([InteractionObserved.parse(before)])).toEqual([[]])
  })
})
