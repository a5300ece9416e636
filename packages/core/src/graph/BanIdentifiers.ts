import { Clock, Effect } from "effect"
import { Documents } from "../documents/Documents.ts"
import { hashedOnce, Keys } from "../identifier/Keyring.ts"
import { type BanEffect, type BanOrder, decideBan, effectOf, isFull } from "../identity/Bans.ts"
import { policyInForce } from "../policy/PolicyInForce.ts"
import { graphWrites } from "./GraphWrites.ts"
import { nothingRead, readComponents } from "./LoadEvidence.ts"
import { nothingToSay, passOn, type Word, wordOf } from "./PassOn.ts"
import { readAllHeld } from "./ReadHeld.ts"
import { settingFor } from "./SettingFor.ts"
import { untilUnmoved } from "./UntilUnmoved.ts"
import { recordsOf } from "./WithoutForgotten.ts"

export type BanVerdict =
  | ({ readonly _tag: "decided" } & BanEffect)
  /** One of the two is forgotten: nothing may be kept about it. */
  | { readonly _tag: "forgotten" }
  /** One of the two is in as many pairs as it can be. */
  | { readonly _tag: "full" }

/**
 * Bans a pair of identifiers, or lifts their ban; as a dry run it says the same and changes nothing. The same order again
 * finds its work done, and tells everybody concerned once more, because the first time that may have failed.
 */
export const banIdentifiers = Effect.fn("BanIdentifiers.banIdentifiers")(function* (order: BanOrder, dryRun: boolean) {
  const { verdict, word } = yield* untilUnmoved(decide(order, dryRun))
  yield* passOn(word)
  return verdict
})

/** One try: reads, decides and commits. */
const decide = Effect.fnUntraced(function* (order: BanOrder, dryRun: boolean) {
  const keyring = hashedOnce(yield* Keys)
  const read = nothingRead()
  yield* readComponents(read, [order.a, order.b], [])
  yield* readAllHeld(read)
  const identifiers = recordsOf(read)
  const snapshots = [...read.components.values()].flatMap((snapshot) => snapshot ?? [])
  const evidence = { components: snapshots.map(({ body }) => body), identifiers }
  if ([...identifiers.values()].some(({ state }) => state === "tombstone")) return answer({ _tag: "forgotten" })
  if (!order.lift && isFull(order, evidence)) return answer({ _tag: "full" })
  // Named after the state it is decided on: a pair that is banned again must not make the ids of the first time.
  const versions = snapshots.map(({ version }) => version).sort()
  const cause = JSON.stringify([order.lift ? "lift" : "ban", ...[order.a, order.b].sort(), ...versions])
  const setting = settingFor(yield* policyInForce(), keyring, cause, yield* Clock.currentTimeMillis)
  const resolved = decideBan(order, evidence, setting)
  const verdict: BanVerdict = { _tag: "decided", ...effectOf(order, evidence.components, resolved.components) }
  if (dryRun) return answer(verdict)
  const word = yield* wordOf(resolved.changed.length > 0 ? resolved.changed : resolved.profiles)
  yield* (yield* Documents).commit({ writes: [...graphWrites(resolved, read, keyring), ...word.writes] })
  return answer(verdict, word)
})

const answer = (verdict: BanVerdict, word: Word = nothingToSay) => ({ verdict, word })
