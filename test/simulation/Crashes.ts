import { check } from "./Check.ts"
import { play } from "./Play.ts"
import type { Crash, Story } from "./Story.ts"

/** A little of everything: two people who turn out to be one, a live conversation and one that ends. */
export const standardStory: Story = {
  seed: 1,
  acts: [
    { at: 1_000, does: "says", interaction: "i1", dialect: "guide", kind: "opened", says: ["v1"], links: [], age: 0 },
    {
      at: 3_000,
      does: "says",
      interaction: "i2",
      dialect: "eventbridge",
      kind: "opened",
      says: ["p1"],
      links: [],
      age: 0,
    },
    {
      at: 5_000,
      does: "says",
      interaction: "i1",
      dialect: "guide",
      kind: "updated",
      says: ["e1", "p1"],
      links: [],
      tier: "Gold",
      age: 0,
    },
    { at: 7_000, does: "says", interaction: "i2", dialect: "eventbridge", kind: "ended", says: [], links: [], age: 0 },
  ],
  weather: {
    latency: 3,
    steps: {},
    vendorErrors: 0,
    slowNotes: 0,
    lostAcks: 0,
    resent: 0,
    poison: 0,
    disorder: 0,
    skew: 0,
    pressed: 0,
  },
  second: [],
  sinks: "salesforce",
  reads: "off",
  contacts: "off",
  queues: "embedded",
}

/** The same with somebody erased in the end. */
export const erasureStory: Story = {
  ...standardStory,
  acts: [...standardStory.acts, { at: 9_000, does: "erases", whom: "e1" }],
}

/** The steps of a story, in their order, by name, up to the calm. */
export const stepsOf = async (story: Story): Promise<ReadonlyArray<string>> => {
  const { centre } = await play(story, () => [])
  return centre.foreseen
}

/** What is broken if a process dies at these steps. */
export const crashing = async (story: Story, crashes: ReadonlyArray<Crash>): Promise<ReadonlyArray<string>> =>
  (await play({ ...story, crashes }, check)).problems
