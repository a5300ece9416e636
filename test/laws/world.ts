import { Documents } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { banIdentifiers } from "@kith/core/graph/BanIdentifiers"
import type { Identifier, Key } from "@kith/core/identifier/Identifier"
import { type Keyring, Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import type { BanOrder } from "@kith/core/identity/Bans"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import { IdentityResolved } from "@kith/core/message/IdentityResolved"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { Topics } from "@kith/core/topics/Topics"
import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Effect, Layer, ManagedRuntime } from "effect"
import fc from "fast-check"
import { memoryDocuments } from "../memory/MemoryDocuments.ts"
import { MemoryStore } from "../memory/MemoryStore.ts"
import { identifierOf, observed, type Told } from "./history.ts"
import type { Ordered } from "./steps.ts"

/** The same few identifiers are hashed in every history. */
const remembering = (keyring: Keyring): Keyring => {
  const known = new Map<string, Key>()
  const keyOf = (identifier: Identifier): Key => {
    const name = `${identifier.kind}|${identifier.value}`
    const key = known.get(name) ?? keyring.keyOf(identifier)
    known.set(name, key)
    return key
  }
  return { ...keyring, keyOf, keysOf: (identifier) => [keyOf(identifier)] }
}

export const keyring = remembering(makeKeyring("a pepper for tests, long enough to be one"))
/** For those who know nothing of the product's types. */
export const keyOf = keyring.keyOf as (identifier: { kind: string; value: string }) => string

/** Where a world keeps its documents: the embedded store is as true as it is slow, so it gets a share of the histories. */
export type Store = "memory" | "sqlite"
export const store: fc.Arbitrary<Store> = fc.oneof(
  { weight: 24, arbitrary: fc.constant("memory" as const) },
  { weight: 1, arbitrary: fc.constant("sqlite" as const) },
)

const documentsIn: { readonly [S in Store]: () => Layer.Layer<Documents, unknown> } = {
  memory: () => Layer.sync(Documents, () => memoryDocuments(new MemoryStore())),
  sqlite: () => sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:"))),
}

/** The production resolver over a store of its own. */
export const makeWorld = (policy: LinkingPolicy, { keys = keyring, store = "memory" as Store } = {}) => {
  const told = new Map<string, number>()
  const publish: Topics["Service"]["publish"] = (topic, messages) =>
    Effect.sync(() => {
      if (topic !== "identity-resolved") return
      for (const { data } of messages) {
        const { customerId, profileVersion } = IdentityResolved.parse(data)
        told.set(customerId, Math.max(profileVersion, told.get(customerId) ?? 0))
      }
    })
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      documentsIn[store](),
      Layer.succeed(Topics, { publish }),
      Layer.succeed(Keys, keys),
      Layer.succeed(CurrentLinkingPolicy, policy),
    ),
  )
  /** A process of its own on the same store, as far as what it remembers goes. */
  const apart = runtime.runPromise(Effect.map(Documents, (documents) => Documents.of({ ...documents })))
  return {
    /** The latest version of each person that was published. */
    told: told as ReadonlyMap<string, number>,
    run: runtime.runPromise,
    /** `delivery` names this one of several deliveries of an event. */
    tell: (told: Told, index: number, delivery = `accept-${index}`) =>
      runtime.runPromise(resolveIdentity({ ...observed(told, index), acceptId: delivery })),
    /** By a process that has heard of no activation since it was asked to `remember`. */
    tellApart: async (told: Told, index: number, delivery = `accept-${index}`) =>
      runtime.runPromise(
        Effect.provideService(
          resolveIdentity({ ...observed(told, index), acceptId: delivery }),
          Documents,
          await apart,
        ),
      ),
    remember: async () => runtime.runPromise(Effect.provideService(policyInForce(), Documents, await apart)),
    order: (order: Ordered, dryRun = false) => runtime.runPromise(banIdentifiers(orderOf(order), dryRun)),
    close: () => runtime.dispose(),
  }
}

const orderOf = ({ ban: [x, y], lift }: Ordered): BanOrder => {
  const [a, b] = [keyring.keyOf(identifierOf(x)), keyring.keyOf(identifierOf(y))]
  return { a, b, lift }
}

export type World = ReturnType<typeof makeWorld>
