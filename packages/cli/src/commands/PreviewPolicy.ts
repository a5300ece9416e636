import type { PolicyChange, PolicyDraft, PreviewPage } from "@kith/console/api/Policies"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { ask } from "../api/Ask.ts"
import { policyFile, policyIn } from "../PolicyFile.ts"
import { Stopped } from "../Stopped.ts"
import { show, tell } from "../show/Show.ts"
import { chapters, facts, plural, table } from "../show/Text.ts"
import { differenceLines } from "./ShowPolicy.ts"

export const previewPolicy = Command.make(
  "preview",
  {
    file: policyFile,
    most: Flag.Int("most").pipe(
      Flag.filter(
        (most) => most >= 1,
        () => "must be 1 or more",
      ),
      Flag.withDescription("Ends once it has looked at so many persons; else it looks at all"),
      Flag.optional,
    ),
  },
  Effect.fnUntraced(function* ({ file, most }) {
    const found = yield* wholePreview(
      yield* policyIn(file),
      Option.getOrElse(most, () => Number.POSITIVE_INFINITY),
    )
    yield* show(found, () => previewLines(found))
  }),
).pipe(
  Command.withDescription("Who would merge and who would come apart under another policy; nothing is done"),
  Command.withExamples([{ command: "kith policy preview policy.json" }]),
)

/** All pages of a preview as one, or so many that at least `most` persons were looked at. */
export const wholePreview = Effect.fnUntraced(function* (policy: PolicyDraft, most: number) {
  let found = yield* ask("POST /policies/preview", { body: { policy } })
  let told = ""
  while (found.next !== undefined && found.looked.persons < most) {
    const now = progressOf(found)
    if (now !== told) yield* tell(now)
    told = now
    const page = yield* ask("POST /policies/preview", { body: { policy, after: found.next } })
    if (page.policyVersion !== found.policyVersion)
      return yield* Effect.fail(
        new Stopped("refused", `Policy ${page.policyVersion} was activated meanwhile: preview it again.`),
      )
    found = together(found, page)
  }
  return found
})

/** Never told as done before it is. */
const progressOf = ({ fraction }: PreviewPage) => `${Math.min(99, Math.round(fraction * 100))} % of the store looked at`

/** As many as a page tells of. */
const mostChanges = 20

/** Two pages as if they were one. */
export const together = (sum: PreviewPage, page: PreviewPage): PreviewPage => {
  const both = (name: "merged" | "split" | "regrouped" | "nowShared" | "noLongerShared" | "leftOut") =>
    sum[name] + page[name]
  return {
    ...page,
    looked: {
      components: sum.looked.components + page.looked.components,
      persons: sum.looked.persons + page.looked.persons,
    },
    merged: both("merged"),
    split: both("split"),
    regrouped: both("regrouped"),
    nowShared: both("nowShared"),
    noLongerShared: both("noLongerShared"),
    leftOut: both("leftOut"),
    changes: [...sum.changes, ...page.changes].sort((x, y) => sizeOf(y) - sizeOf(x)).slice(0, mostChanges),
  }
}

const sizeOf = ({ before, after }: PolicyChange): number =>
  [...before, ...after].reduce((sum, { identifiers }) => sum + identifiers.length, 0)

export const previewLines = (found: PreviewPage): ReadonlyArray<string> =>
  chapters(
    [
      `Compared with policy ${found.policyVersion}, over ${plural(found.looked.persons, "person")}. Nothing was done.`,
      ...(found.next === undefined ? [] : [`That is about ${(found.fraction * 100).toPrecision(2)} % of the store.`]),
    ],
    ["What it says otherwise", differenceLines(found.differences)],
    facts([
      ["Persons that would merge into another", found.merged],
      ["Persons more by coming apart", found.split],
      ["Persons with other identifiers", found.regrouped],
      ["Values that would become shared", found.nowShared],
      ["Values that would be shared no longer", found.noLongerShared],
      ["Groups too large to be tried", found.leftOut || undefined],
    ]),
    [
      "The largest changes",
      table(
        ["change", "identifiers", "customer ids today", "what", "why"],
        found.changes.map((it) => [
          it.change,
          it.before.reduce((sum, { identifiers }) => sum + identifiers.length, 0),
          idsOf(it),
          it.sentence,
          it.reasons.join(" "),
        ]),
      ),
    ],
    found.leftOut === 0 ? [] : ["An activation takes on what was too large to be tried, too."],
  )

/** Whoever wants all of them asks for JSON. */
const idsOf = ({ before }: PolicyChange): string => {
  const [first, second, ...more] = before.map(({ customerId }) => customerId)
  const named = [first, second].filter((id) => id !== undefined).join(", ")
  return more.length === 0 ? named : `${named} and ${more.length} more`
}
