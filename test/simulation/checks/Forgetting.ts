import { type ErasureRecord, Erasures } from "@kith/core/documents/Collections"
import type { Centre } from "../Centre.ts"
import { mostPeople, valueNamedBy } from "../Values.ts"
import { eventsOf } from "./Events.ts"
import { bodiesIn, erasuresIn, ofTheGraph } from "./Stored.ts"

/** Law 7: whoever was erased is nowhere any more, and nothing of theirs was taken in or sent since. */
export const forgetting = (centre: Centre): ReadonlyArray<string> =>
  erasuresIn(centre.store).flatMap((erasure) => {
    const values = valuesOf(erasure, centre)
    return [
      ...unfinished(erasure),
      ...left(erasure, values, centre),
      ...takenIn(erasure, centre),
      ...sent(erasure, values, centre),
    ]
  })

const unfinished = ({ erasureId, systems, closedAt }: ErasureRecord): ReadonlyArray<string> =>
  closedAt === undefined
    ? [`the erasure ${erasureId} does not end: ${systems.map(({ name, status }) => `${name} ${status}`).join(", ")}`]
    : []

/** What the keys of an erasure stand for. */
const valuesOf = ({ keys }: ErasureRecord, { release }: Centre): ReadonlyArray<string> =>
  (["email", "phone", "visitor"] as const).flatMap((kind) =>
    Array.from({ length: 2 * mostPeople }, (_, i) => valueNamedBy(`${kind[0]}${i + 1}`)).filter((value) =>
      keys.includes(release.keyring.keyOf({ kind, value })),
    ),
  )

const left = ({ keys }: ErasureRecord, values: ReadonlyArray<string>, { store, vendors }: Centre) => {
  const problems: Array<string> = []
  for (const collection of ofTheGraph)
    for (const [id, body] of bodiesIn<unknown>(store, collection)) {
      const text = JSON.stringify(body)
      for (const key of keys)
        if (text.includes(key)) problems.push(`${collection.name}/${id} still holds the key ${key.slice(0, 20)}`)
      for (const value of values)
        if (text.includes(value)) problems.push(`${collection.name}/${id} still holds ${value}`)
    }
  for (const contact of vendors.salesforce.contacts()) {
    if (contact["Kith_Id__c"] === null || contact["Kith_Id__c"] === undefined) continue
    const text = JSON.stringify(contact)
    for (const value of values) if (text.includes(value)) problems.push(`contact ${contact.Id} still holds ${value}`)
  }
  return problems
}

/** In the order in which the store took them. */
const takenIn = ({ erasureId, keys }: ErasureRecord, centre: Centre): ReadonlyArray<string> => {
  const { commits } = centre.history
  const isAcceptance = ({ ref }: { ref: { collection: { name: string }; id: string } }) =>
    ref.collection.name === Erasures.name && ref.id === erasureId
  const accepted = commits.findIndex(({ commit }) => commit.writes.some(isAcceptance))
  const naming = new Map(
    eventsOf(centre)
      .filter(({ said }) => said.identifiers.some((one) => keys.includes(centre.release.keyring.keyOf(one))))
      .map(({ said }) => [said.acceptId, said]),
  )
  return commits.slice(accepted + 1).flatMap(({ commit }) =>
    (commit.endings ?? []).flatMap(({ acceptId, disposition }) => {
      const said = naming.get(acceptId)
      return said !== undefined && disposition === "applied"
        ? [`${said.interactionId}.${said.kind} was applied after the erasure of whom it names`]
        : []
    }),
  )
}

/** Whoever reported to be done sends nothing of the person any more. */
const sent = ({ systems }: ErasureRecord, values: ReadonlyArray<string>, { history }: Centre): ReadonlyArray<string> =>
  systems.flatMap(({ name, status, at }) => {
    if (status !== "done") return []
    const late = history.calls.filter((call) => call.vendor === name && call.at > at)
    return late
      .filter(({ body }) => values.some((value) => body.includes(value)))
      .map(({ method, path }) => `${name} was sent a forgotten value: ${method} ${path}`)
  })
