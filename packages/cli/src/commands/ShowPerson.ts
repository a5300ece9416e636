import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { type Answer, ask } from "../api/Ask.ts"
import { toggle, unmask } from "../flags.ts"
import { Stopped } from "../Stopped.ts"
import { show } from "../show/Show.ts"
import { chapters, facts, moment, table } from "../show/Text.ts"
import { findOne, who } from "../Who.ts"

export const person = Command.make(
  "person",
  {
    who: who("who"),
    timeline: toggle("timeline").pipe(Flag.withDescription("The interactions of all channels instead, latest first")),
    unmask,
  },
  Effect.fnUntraced(function* (asked) {
    const { found } = yield* findOne(asked.who)
    if (found === undefined) return yield* Effect.fail(nobody)
    const params = { customerId: found.customerId }
    const query = { unmask: asked.unmask }
    if (asked.timeline) {
      const answer = yield* ask("GET /persons/:customerId/timeline", { params, query: { ...query, limit: 100 } })
      if ("found" in answer) return yield* Effect.fail(nobody)
      return yield* show(answer, () => timelineLines(answer))
    }
    const answer = yield* ask("GET /persons/:customerId", { params, query })
    if (!answer.found) return yield* Effect.fail(nobody)
    yield* show(answer, () => personLines(answer))
  }),
).pipe(
  Command.withDescription("Who somebody is: identifiers, values with their sources, what other systems were told"),
  Command.withExamples([
    { command: "kith person john.doe@example.com" },
    { command: "kith person voice-9 --timeline", description: "Whoever is in that interaction, and all of theirs" },
  ]),
)

export const nobody = new Stopped("notFound", "Nobody is known by that.")

type Person = Extract<Answer<"GET /persons/:customerId">, { readonly found: true }>

export const personLines = (one: Person): ReadonlyArray<string> =>
  chapters(
    [one.sentence],
    facts([
      ["Customer id", one.customerId],
      ["Known since", moment(one.since)],
      ["Tier", `${one.resolutionTier}, confidence ${one.confidence}`],
      ["Version", one.version],
      ["Former ids", one.former.map(({ customerId }) => customerId).join(", ")],
      ["Open now", one.open.map(({ interactionId }) => interactionId).join(", ")],
    ]),
    [
      one.masked ? "Identifiers (masked; --unmask shows them)" : "Identifiers",
      table(
        ["kind", "value", "first seen", "in"],
        one.identifiers.map((it) => [it.kind, it.value, moment(it.firstSeen), it.seenIn?.map(seen).join(", ")]),
      ),
    ],
    [
      "Values",
      table(
        ["name", "value", "at", "from", "in"],
        one.traits.map((it) => [it.name, it.value, moment(it.at), it.source, it.interactionId]),
      ),
    ],
    [
      "What other systems were told",
      table(
        ["system", "status", "version", "at", "record", "reason"],
        one.effects.map((it) => [it.system, it.status, it.version, moment(it.at), it.recordId, it.reason]),
      ),
    ],
  )

const seen = ({ interactionId }: { readonly interactionId: string }) => interactionId

type Timeline = Extract<Answer<"GET /persons/:customerId/timeline">, { readonly interactions: unknown }>

const timelineLines = ({ interactions, next, cut }: Timeline): ReadonlyArray<string> => [
  ...table(
    ["first", "channel", "interaction", "tier", "confidence", "because"],
    interactions.map((it) => [
      moment(it.first),
      it.channel,
      it.interactionId,
      it.resolutionTier,
      it.confidence,
      it.because[0]?.sentence,
    ]),
  ),
  ...(next !== undefined || cut ? ["There are earlier ones."] : []),
]
