import { Identifiers } from "@kith/core/documents/Collections"
import { Documents } from "@kith/core/documents/Documents"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { Effect } from "effect"
import { identifierOf, type Told } from "../../laws/history.ts"
import { type Oracle, oracle } from "../../laws/oracle.ts"
import { graph, residue } from "../../laws/picture.ts"
import { memoryDocuments } from "../../memory/MemoryDocuments.ts"
import type { Centre } from "../Centre.ts"
import { nameOf, valueNamedBy } from "../Values.ts"
import { eventsOf } from "./Events.ts"
import { bodiesIn, erasuresIn, interactionsIn, policyOf } from "./Stored.ts"

/** Laws 2 and 3: whatever the order, the graph is the partition of what came in, or of what is left of it. */
export const graphIsThePartition = (centre: Centre): ReadonlyArray<string> => {
  const read = <A>(effect: Effect.Effect<A, unknown, Documents>): A =>
    Effect.runSync(Effect.provideService(Effect.orDie(effect), Documents, memoryDocuments(centre.store)))
  const isAnybodyErased = erasuresIn(centre.store).length > 0
  const told = isAnybodyErased ? stillSaid(centre) : eventsOf(centre).flatMap(toldBy)
  const expected = oracle(told, policyOf(centre), keyOf(centre))
  const found = read(graph)
  return [...differences(expected, found), ...knownTwice(told, centre), ...read(residue)]
}

/** One identifier under two peppers would be two persons. */
const knownTwice = (told: ReadonlyArray<Told>, { release, store }: Centre): ReadonlyArray<string> => {
  const known = new Map(bodiesIn(store, Identifiers))
  const isKnown = (form: string) => ["pointer", "shared"].includes(known.get(form)?.state ?? "")
  return [...new Set(told.flatMap(({ says }) => says))]
    .filter((name) => {
      const { kind } = identifierOf(name)
      return release.keyring.keysOf({ kind, value: valueNamed(name) } as never).filter(isKnown).length > 1
    })
    .map((name) => `${name} is known under two peppers`)
}

/** What the graph knows an identifier by, one of its forms. */
const keyOf = ({ release, store }: Centre) => {
  const known = new Set(
    bodiesIn(store, Identifiers).flatMap(([id, { state }]) => (state === "pointer" || state === "shared" ? [id] : [])),
  )
  return ({ kind, value }: { readonly kind: string; readonly value: string }): string => {
    const named = kind === "interaction" ? value : valueNamed(value)
    const forms = release.keyring.keysOf({ kind, value: named } as never)
    return forms.find((form) => known.has(form)) ?? (forms[0] as string)
  }
}

const valueNamed = (name: string): string => (name[1] === ":" ? name.slice(2) : valueNamedBy(name))

const toldBy = ({ said, ended }: { said: InteractionObserved; ended: string | undefined }): ReadonlyArray<Told> =>
  ended !== "applied"
    ? []
    : [
        {
          interaction: said.interactionId,
          ...(said.participantId !== undefined && { participant: { id: said.participantId, role: said.role } }),
          at: said.at,
          kind: said.kind,
          says: said.identifiers.map(({ kind, value }) => nameOf(kind, value)),
          links: said.links,
        },
      ]

/** The history that the stored interactions tell: what is left of what came in, whoever said it when. */
const stillSaid = ({ store }: Centre): ReadonlyArray<Told> =>
  interactionsIn(store).flatMap(([, body]) => {
    if (body.state !== "known") return []
    return Object.entries(body.participants)
      .filter(([, { forgotten }]) => forgotten !== true)
      .map(
        ([id, { role, first, identifiers, links }]): Told => ({
          interaction: body.interactionId,
          ...(id !== "-" && { participant: { id, role } }),
          at: first,
          kind: "opened",
          says: identifiers.map(({ kind, value }) => nameOf(kind, value)),
          links,
        }),
      )
  })

const differences = (expected: Oracle, found: Oracle): ReadonlyArray<string> =>
  (Object.keys(expected) as ReadonlyArray<keyof Oracle>).flatMap((part) => {
    const missing = expected[part].filter((one) => !found[part].includes(one))
    const odd = found[part].filter((one) => !expected[part].includes(one))
    return [
      ...missing.map((one) => `${part}: the graph lacks ${one}`),
      ...odd.map((one) => `${part}: the graph should not have ${one}`),
    ]
  })
