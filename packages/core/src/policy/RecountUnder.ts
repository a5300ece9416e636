import { Clock, Effect } from "effect"
import { nothingRead, type Read, readComponents, readInto } from "../graph/LoadEvidence.ts"
import { nothingWithdrawn, recountInteractions } from "../graph/RecountInteractions.ts"
import { settingFor } from "../graph/SettingFor.ts"
import type { Key } from "../identifier/Identifier.ts"
import { hashedOnce, Keys } from "../identifier/Keyring.ts"
import type { LinkingPolicy } from "../identity/Policy.ts"
import { isSharedStill, recordsAmong } from "../identity/SharedStill.ts"

/** A policy, and the one that persons were shown by before it. */
export interface Change {
  readonly policy: LinkingPolicy
  readonly previous: LinkingPolicy
}

export interface Part {
  readonly components: ReadonlyArray<string>
  readonly sharedNoMore: ReadonlySet<Key>
}

/** What a part of the graph is under the policy, counted from all interactions; nothing is written. */
export const recountUnder = Effect.fn("RecountUnder.recountUnder")(function* (
  { policy, previous }: Change,
  { components, sharedNoMore }: Part,
) {
  const keyring = hashedOnce(yield* Keys)
  const read = nothingRead()
  yield* readInto(read, { components, identifiers: sharedNoMore })
  const standing = components.map((id) => `${id} ${read.components.get(id)?.version ?? ""}`)
  const shared = [...sharedNoMore].map((key) => `${key} ${read.identifiers.get(key)?.version ?? ""}`)
  // Named after what it is decided on: whoever recounts it beside us makes the same ids.
  const cause = JSON.stringify(["policy", policy.version, ...standing, ...shared].sort())
  const setting = settingFor(policy, keyring, cause, yield* Clock.currentTimeMillis)
  const withdrawn = { ...nothingWithdrawn, components, sharedNoMore, shownBy: previous }
  const resolved = yield* recountInteractions([], read, setting, withdrawn)
  return { read, resolved }
})

/** Those of these identifiers that are shared, and may not be under this policy: how many it is is only told by counting. */
export const maybeSharedNoMore = Effect.fn("RecountUnder.maybeSharedNoMore")(function* (
  keys: Iterable<Key>,
  read: Read,
  policy: LinkingPolicy,
) {
  yield* readInto(read, { identifiers: keys })
  const shared = [...new Set(keys)].flatMap((key) => {
    const record = read.identifiers.get(key)?.body
    return record?.state === "shared" ? [{ key, record }] : []
  })
  const doubtful = shared.filter(({ record }) => recordsAmong(record).length > 0)
  yield* readComponents(
    read,
    doubtful.flatMap(({ record }) => recordsAmong(record)),
    [],
  )
  return new Set(
    shared.flatMap(({ key, record }) => {
      const merges = recordsAmong(record).flatMap((anchor) => {
        const place = read.identifiers.get(anchor)?.body
        const component = place?.state === "pointer" ? read.components.get(place.component)?.body : undefined
        return component?.merges ?? []
      })
      return isSharedStill(key, record, merges, policy) ? [] : [key]
    }),
  )
})
