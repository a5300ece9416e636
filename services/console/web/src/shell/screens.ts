import type { IconName } from "../parts/Icon.tsx"

interface Entry {
  readonly screen: string
  readonly says: string
  readonly icon: IconName
}

/** What there is, in the order of the navigation. */
export const groups: ReadonlyArray<{ readonly says: string; readonly entries: ReadonlyArray<Entry> }> = [
  {
    says: "Watch",
    entries: [
      { screen: "overview", says: "Overview", icon: "overview" },
      { screen: "events", says: "Live events", icon: "events" },
    ],
  },
  {
    says: "Understand",
    entries: [
      { screen: "search", says: "Search", icon: "search" },
      { screen: "why", says: "Why", icon: "why" },
    ],
  },
  {
    says: "Change",
    entries: [
      { screen: "dead-letters", says: "Dead letters", icon: "letters" },
      { screen: "what-if", says: "What if", icon: "whatif" },
      { screen: "try", says: "Try it", icon: "tryit" },
    ],
  },
  { says: "Protect", entries: [{ screen: "privacy", says: "Privacy", icon: "privacy" }] },
]
