import { told } from "./history.ts"
import type { Step } from "./steps.ts"

/** Lives in which a law once did not hold, or which are too rare to be left to chance. */
export const examples: Readonly<Record<string, ReadonlyArray<Step>>> = {
  "an interaction of somebody forgotten is nobody else's, whatever it says before the graph has followed": [
    told("i1", 1, ["v1"]),
    { erase: 0, wait: 1 },
    told("i1", 2, ["o1"]),
  ],
  "what is one customer's weaker identifier in a conference keeps another's traits": [
    told("c1", 26, ["p1"], { participant: { id: "anna", role: "customer" } }),
    told("c1", 16, ["s3", "p1"], { participant: { id: "ben", role: "customer" } }),
  ],
  "an interaction that a ban waits for is not named by that": [
    told("i9", 2, [], { links: ["i10"] }),
    told("i10", 1, ["s1"]),
    { ban: ["s1", "e1"], lift: false },
    told("i2", 5, ["e1"]),
    told("i9", 6, ["e1"]),
    { erase: 0, wait: 0 },
    told("i10", 6, []),
  ],
}
