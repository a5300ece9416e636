import type { Says, Story, Weather } from "./Story.ts"

const calm: Weather = {
  ...{ latency: 1, steps: {}, vendorErrors: 0, lostAcks: 0, resent: 0 },
  ...{ slowNotes: 0, poison: 0, disorder: 0, skew: 0, pressed: 0 },
}

const guide = { does: "says", dialect: "guide", says: [], links: [], age: 0 } as const
const said = (more: Pick<Says, "at" | "interaction" | "kind"> & Partial<Says>): Says => ({ ...guide, ...more })

/** Stories in which a law was broken once, as short as they could be made. */
export const pinned: Readonly<Record<string, Story>> = {
  "a flow's attributes come before the start of their conversation": {
    seed: 72,
    acts: [
      {
        ...{
          at: 2_978,
          does: "says",
          interaction: "i3",
          dialect: "eventbridge",
          kind: "opened",
          links: [],
          age: 271_620,
        },
        says: ["v3", "s3"],
      },
      {
        ...{ at: 7_641, does: "says", interaction: "i2", dialect: "guide", kind: "updated", links: [], age: 0 },
        says: ["p3", "v3", "s3"],
      },
    ],
    weather: { ...calm, steps: { late: 0.014306234382092954 } },
    second: [],
    sinks: "salesforce",
    reads: "off",
    contacts: "off",
    queues: "pubsub",
  },
  "somebody is forgotten whose address was written into another one's contact while the two were one": {
    seed: 158,
    acts: [
      said({ at: 2_585, interaction: "i2", kind: "opened" }),
      said({ at: 4_736, interaction: "i2", kind: "updated", says: ["p4"] }),
      said({ at: 6_661, interaction: "i2", kind: "linked", links: ["i1"] }),
      said({ at: 50_782, interaction: "i9", kind: "linked", says: ["e3", "p3", "v3"], links: ["i1"] }),
      said({ at: 51_352, interaction: "i8", kind: "opened", says: ["e4"], tier: "Gold", age: 212_285 }),
      { at: 93_619, does: "runs tasks" },
      { at: 94_416, does: "erases", whom: "e3" },
    ],
    weather: calm,
    second: [],
    sinks: "salesforce",
    reads: "changes",
    contacts: "off",
    queues: "pubsub",
  },
}
