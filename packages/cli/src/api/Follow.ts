import type { RouteName } from "@kith/console/api/routes"
import { Effect } from "effect"
import { tell } from "../show/Show.ts"
import { type Answer, type Asking, ask } from "./Ask.ts"

const pauseMillis = 1_000
/** Asked so often while the console is away, at longer and longer pauses: some five minutes. */
const mostMissed = 24

interface Following<A> {
  readonly isOver: (answer: A) => boolean
  /** How far it is, in a line that is told whenever it is another. */
  readonly says: (answer: A) => string
}

/** Asks until it is over, and hands back the last answer. A console that restarts meanwhile is waited for. */
export const follow = Effect.fnUntraced(function* <R extends RouteName>(
  route: R,
  asking: Asking<R>,
  { isOver, says }: Following<Answer<R>>,
) {
  let told = ""
  let missed = 0
  for (;;) {
    const answer = yield* ask(route, asking).pipe(
      Effect.catchIf(
        ({ why }) => why === "unreachable" && missed < mostMissed,
        () => Effect.succeed(undefined),
      ),
    )
    missed = answer === undefined ? missed + 1 : 0
    if (answer !== undefined) {
      const now = says(answer)
      if (now !== told) yield* tell(now)
      told = now
      if (isOver(answer)) return answer
    }
    yield* Effect.sleep(Math.min(15_000, pauseMillis * (1 + missed)))
  }
})
