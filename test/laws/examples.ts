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
  "what tier 2 gave to somebody stays given when an interaction beside it expires": [
    told("i6", 1, ["s1"]),
    told("i2", 7, ["s1"], { device: "d1" }),
    told("i4", 9, [], { device: "d1" }),
    { expire: 0 },
  ],
  "an interaction whose identifier comes to be shared with those after it is nobody's twice": [
    told("i8", 30, ["e1", "s1"]),
    told("i2", 31, ["e1", "s2"]),
    told("i9", 32, ["e1", "s3"]),
    told("i1", 30, ["e1"]),
    told("i3", 7, ["p1"]),
    told("i3", 0, [], { device: "d1" }),
    told("i1", 2, [], { device: "d1" }),
    { eraseNamed: "s3", wait: 3 },
  ],
  "whoever others were given to is not given away, and no id leads further than two steps": [
    told("i1", 6, [], { device: "d2" }),
    told("i9", 10, ["e2"]),
    told("i4", 12, [], { device: "d2" }),
    told("i9", 19, [], { device: "d2" }),
    told("i1", 21, [], { device: "d2" }),
  ],
  "whom tier 2 gave an interaction to keeps it through a merge, whatever is said next": [
    told("i4", 13, ["n2"], { device: "d2" }),
    told("i3", 0, ["e1"]),
    told("i5", 16, [], { device: "d2" }),
    told("i4", 24, ["e1"]),
    told("i5", 18, []),
  ],
  "whoever others were given to is held for nobody": [
    told("c1", 3, ["v1"], { participant: { id: "agent", role: "unknown" } }),
    told("i3", 38, [], { device: "d1" }),
    told("i7", 14, [], { device: "d1" }),
    told("i5", 28, ["v1"], { device: "d1" }),
    told("i3", 18, ["p1"]),
  ],
  "an interaction that a link names is its own again, and the other is told of it no more": [
    told("i6", 35, [], { device: "d1" }),
    told("i1", 41, [], { device: "d1" }),
    told("c2", 33, [], { participant: { id: "ben", role: "customer" }, links: ["i1"] }),
  ],
  "whoever is held for nobody once a ban is lifted is known by itself": [
    told("i4", 2, ["o1"], { device: "d1" }),
    told("i2", 4, [], { device: "d1" }),
    told("i2", 6, ["p3"]),
    told("i3", 5, ["o2", "p3"]),
    { ban: ["o2", "p3"], lift: false },
    { ban: ["o2", "p3"], lift: true },
  ],
  "nobody is told of the interactions of somebody forgotten who was held for them": [
    told("i4", 0, ["e1"], { device: "d2" }),
    told("i5", 1, ["p2"], { device: "d2" }),
    { eraseNamed: "p2", wait: 0 },
  ],
  "what names an interaction of somebody forgotten is suppressed before the graph has followed, contested or not": [
    told("i9", 1, ["s2"]),
    told("i3", 3, ["s1"], { links: ["i9"] }),
    { eraseNamed: "s2", wait: 5 },
    told("i3", 8, [], { links: ["i9"] }),
  ],
  "an event that comes again after its interaction has expired starts nobody's id over": [
    told("c1", 14, ["e4"], { participant: { id: "ben", role: "customer" } }),
    told("c1", 12, [], { participant: { id: "anna", role: "customer" } }),
    { expire: 0 },
    { again: 0 },
  ],
}
