import type { DeadLetter } from "@kith/console/api/DeadLetters"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { ask } from "../api/Ask.ts"
import { toggle } from "../flags.ts"
import { show } from "../show/Show.ts"
import { chapters, jsonText, moment, table } from "../show/Text.ts"

export const deadLetters = Command.make(
  "dead-letters",
  {
    reason: Flag.String("reason").pipe(
      Flag.withDescription("Only those of a reason, such as InvalidEvent"),
      Flag.optional,
    ),
    state: Flag.Literals("state", ["waiting", "replayed"]).pipe(
      Flag.withDescription("Only those that wait, or were replayed"),
      Flag.optional,
    ),
    most: Flag.Int("most").pipe(
      Flag.filter(
        (most) => most >= 1 && most <= 100_000,
        () => "must be between 1 and 100000",
      ),
      Flag.withDescription("No more than so many"),
      Flag.withDefault(100),
    ),
    bodies: toggle("bodies").pipe(
      Flag.withDescription("With what they hold, which can name people: needs the scope privacy, and is audited"),
    ),
  },
  Effect.fnUntraced(function* ({ most, bodies, ...asked }) {
    const query = {
      reason: Option.getOrUndefined(asked.reason),
      state: Option.getOrUndefined(asked.state),
      bare: !bodies,
      limit: 100,
    }
    const found: Array<DeadLetter> = []
    let after: string | undefined
    do {
      const page = yield* ask("GET /dead-letters", { query: { ...query, after } })
      found.push(...page.deadLetters)
      after = page.next
    } while (after !== undefined && found.length < most)
    const shown = found.slice(0, most)
    const more = after !== undefined || found.length > most
    yield* show({ deadLetters: shown, more }, () => deadLetterLines(shown, more, bodies))
  }),
).pipe(Command.withDescription("Messages that were given up, and webhook bodies that were no events"))

export const deadLetterLines = (letters: ReadonlyArray<DeadLetter>, more: boolean, withBodies = false) =>
  letters.length === 0
    ? ["There are none."]
    : chapters(
        table(
          ["id", "reason", "detail", "from", "state", "received"],
          letters.map((it) => [it.id, it.reason, it.detail, originOf(it), it.state, moment(it.receivedAt)]),
        ),
        ...(withBodies
          ? letters.map((it): [string, ReadonlyArray<string>] => [it.id, [jsonText(it.data ?? null)]])
          : []),
        more ? ["There are more: --most says how many to list."] : [],
      )

const originOf = ({ origin }: DeadLetter): string => ("webhook" in origin ? origin.webhook : origin.subscription)
