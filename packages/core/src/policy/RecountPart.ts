import { Effect } from "effect"
import { Documents } from "../documents/Documents.ts"
import { graphWrites } from "../graph/GraphWrites.ts"
import { namesGone } from "../graph/NamesGone.ts"
import { nothingToSay, passOn, wordOf } from "../graph/PassOn.ts"
import { untilUnmoved } from "../graph/UntilUnmoved.ts"
import { Keys } from "../identifier/Keyring.ts"
import type { Resolved } from "../identity/Resolve.ts"
import { type Change, type Part, recountUnder } from "./RecountUnder.ts"

/** Counts a part of the graph anew under a policy and commits it, with whom it changed. Done before, it does nothing. */
export const recountPart = Effect.fnUntraced(function* (change: Change, part: Part) {
  const { word, ...counted } = yield* untilUnmoved(commitPart(change, part))
  yield* passOn(word)
  return counted
})

const commitPart = Effect.fn("RecountPart.commitPart")(function* (change: Change, part: Part) {
  const { read, resolved } = yield* recountUnder(change, part)
  const isOld = part.components.some((id) => {
    const { countedUnder = 0 } = read.components.get(id)?.body ?? { countedUnder: change.policy.version }
    return countedUnder < change.policy.version
  })
  if (!isOld && ![...part.sharedNoMore].some((key) => isSharedNoMore(key, resolved)))
    return { isRecounted: false, persons: 0, word: nothingToSay }
  const word = yield* wordOf(resolved.changed)
  const writes = [
    ...graphWrites(resolved, read, yield* Keys),
    ...(yield* namesGone(resolved, read)),
    ...resolved.guards,
    ...word.writes,
  ]
  yield* (yield* Documents).commit({ writes })
  return { isRecounted: true, persons: resolved.changed.length, word }
})

const isSharedNoMore = (key: Resolved["vanished"][number], { moved, vanished }: Resolved): boolean =>
  moved.has(key) || vanished.includes(key)
