import { Components, Identifiers, Persons } from "@kith/core/documents/Collections"
import { type Collection, Documents, type Snapshot } from "@kith/core/documents/Documents"
import { Sqlite } from "@kith/core/documents/Sqlite"
import { layer as sqliteDocuments } from "@kith/core/documents/SqliteDocuments"
import { banIdentifiers } from "@kith/core/graph/BanIdentifiers"
import { type Keyring, Keys, makeKeyring } from "@kith/core/identifier/Keyring"
import type { BanOrder } from "@kith/core/identity/Bans"
import type { LinkingPolicy } from "@kith/core/identity/Policy"
import type { ComponentRecord } from "@kith/core/identity/Records"
import { CurrentLinkingPolicy } from "@kith/core/settings/PolicyFile"
import { Topics } from "@kith/core/topics/Topics"
import { resolveIdentity } from "@kith/resolver/ResolveIdentity"
import { Effect, Layer, ManagedRuntime } from "effect"
import { identifierOf, type Ordered, observed, type Told } from "./history.ts"
import type { Oracle } from "./oracle.ts"

export const keyring = makeKeyring("a pepper for tests, long enough to be one")

/** The production resolver over an embedded store in memory; what it publishes is dropped. */
export const makeWorld = (policy: LinkingPolicy, keys: Keyring = keyring) => {
  const topics = Layer.succeed(Topics, { publish: () => Effect.void })
  const documents = sqliteDocuments.pipe(Layer.provide(Sqlite.layer(":memory:")))
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(documents, topics, Layer.succeed(Keys, keys), Layer.succeed(CurrentLinkingPolicy, policy)),
  )
  return {
    run: runtime.runPromise,
    tell: (told: Told, index: number) => runtime.runPromise(resolveIdentity(observed(told, index))),
    order: (order: Ordered, dryRun = false) => runtime.runPromise(banIdentifiers(orderOf(order), dryRun)),
    close: () => runtime.dispose(),
  }
}
const orderOf = ({ ban: [x, y], lift }: Ordered): BanOrder => {
  const [a, b] = [keyring.keyOf(identifierOf(x)), keyring.keyOf(identifierOf(y))]
  return { a, b, lift }
}

export type World = ReturnType<typeof makeWorld>

export const allOf = Effect.fnUntraced(function* <A>(collection: Collection<A>) {
  const documents = yield* Documents
  const all: Array<Snapshot<A>> = []
  for (;;) {
    const after = all.at(-1)?.id
    const page = yield* documents.list(collection, { limit: 500, ...(after !== undefined && { after }) })
    all.push(...page)
    if (page.length < 500) return all
  }
})

/** What the documents say, in the oracle's words. */
export const graph = Effect.gen(function* () {
  const components = yield* allOf(Components)
  const identifiers = yield* allOf(Identifiers)
  return {
    persons: components.flatMap(({ body }) => body.persons.map(({ members }) => [...members].sort().join(" "))).sort(),
    shared: identifiers
      .filter(({ body }) => body.state === "shared")
      .map(({ id }) => id)
      .sort(),
    refused: components
      .flatMap(({ body }) => body.refused.map(({ a, b, rule }) => `${[a, b].sort().join(" ")} ${rule}`))
      .sort(),
    merges: components.flatMap(({ body }) => (body.merges ?? []).map(({ from, into }) => `${from} ${into}`)).sort(),
    pairs: components.flatMap(({ body }) => pairsIn(body)).sort(),
  } satisfies Oracle
})

const pairsIn = ({ identifiers, aside, edges }: ComponentRecord): ReadonlyArray<string> => {
  const keys = [...Object.keys(identifiers), ...aside]
  return edges.flatMap((end, i) => {
    if (i % 3 !== 0) return []
    const [a, b] = [end, edges[i + 1] as number].map((index) => keys[index]).sort()
    return [`${a} ${b} ${edges[i + 2]}`]
  })
}

/** Everything derived agrees with what it is derived from: pointers, read models, aliases. */
export const residue = Effect.gen(function* () {
  const components = yield* allOf(Components)
  const persons = new Map((yield* allOf(Persons)).map(({ id, body }) => [id, body]))
  const pointers = new Map<string, string>()
  for (const { id, body } of yield* allOf(Identifiers)) if (body.state === "pointer") pointers.set(id, body.component)
  const problems: Array<string> = []
  for (const { id, body } of components) {
    for (const key of Object.keys(body.identifiers)) {
      if (pointers.get(key) !== id) problems.push(`${key} stands in ${id} and points to ${pointers.get(key)}`)
      pointers.delete(key)
    }
    for (const person of body.persons) {
      const read = persons.get(person.id)
      if (read?.state !== "current" || read.version !== person.version || read.component !== id)
        problems.push(`the read model of ${person.id} is behind`)
      for (const former of person.former) {
        const alias = persons.get(former.id)
        if (alias?.state !== "alias" || alias.of !== person.id) problems.push(`${former.id} does not lead home`)
      }
    }
  }
  problems.push(...(yield* halfBans))
  for (const [key, component] of pointers) problems.push(`${key} points to ${component}, which does not hold it`)
  return problems
})

/** Bans that stand at one of their ends only, or where neither end is. */
const halfBans = Effect.gen(function* () {
  const ends: Array<readonly [string, string]> = []
  const strays: Array<string> = []
  for (const { body } of yield* allOf(Components))
    for (const { a, b } of body.bans) {
      if (a in body.identifiers) ends.push([a, b])
      if (b in body.identifiers) ends.push([b, a])
      if (!(a in body.identifiers || b in body.identifiers)) strays.push(`a ban of ${a} and ${b} strayed`)
    }
  for (const { id, body } of yield* allOf(Identifiers)) {
    if (body.state === "shared") for (const other of body.bans) ends.push([id, other])
    if (body.state === "banned") for (const other of body.from) ends.push([id, other])
  }
  const standing = new Set(ends.map(([end, other]) => `${end} ${other}`))
  const halves = ends.filter(([end, other]) => !standing.has(`${other} ${end}`))
  return [...strays, ...halves.map(([end, other]) => `a ban stands at ${end} and not at ${other}`)]
})
