import type { Story } from "./Story.ts"

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
    weather: {
      ...{ latency: 1, steps: { late: 0.014306234382092954 }, vendorErrors: 0, lostAcks: 0, resent: 0 },
      ...{ poison: 0, disorder: 0, skew: 0, pressed: 0 },
    },
    second: [],
    sinks: "salesforce",
    reads: "off",
  },
}
