import { Documents } from "@kith/core/documents/Documents"
import type { InteractionObserved } from "@kith/core/message/InteractionObserved"
import { Effect } from "effect"
import type { Told } from "../../laws/history.ts"
import { type Oracle, oracle } from "../../laws/oracle.ts"
import { graph, residue } from "../../laws/picture.ts"
import { memoryDocuments } from "../../memory/MemoryDocuments.ts"
import type { Centre } from "../Centre.ts"
import { nameOf, valueNamedBy } from "../Values.ts"
import { eventsOf } from "./Events.ts"
import { erasuresIn, interactionsIn, policyOf } from "./Stored.ts"

/** Laws 2 and 3: whatever the order, the graph is the partition of what came in, or of what is left of it. */
export const graphIsThePartition = (centre: Centre): ReadonlyArray<string> => {
  const read = <A>(effect: Effect.Effect<A, unknown, Documents>): A =>
    Effect.runSync(Effect.provideService(Effect.orDie(effect), Documents, memoryDocuments(centre.store)))
  const isAnybodyErased = erasuresIn(centre.store).length > 0
  const told = isAnybodyErased ? stillSaid(centre) : eventsOf(centre).flatMap(toldBy)
  const expected = oracle(told, policyOf(centre), keyOf(centre))
  const found = read(graph)
  return [...differences(expected, found), ...read(residue)]
}

const keyOf =
  ({ release }: Centre) =>
  ({ kind, value }: { readonly kind: string; readonly value: string }): string =>
    release.keyring.keyOf({ kind, value: kind === "interaction" ? value : valueNamed(value) } as never)

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
