import { type ErasureRecord, Erasures } from "@kith/core/documents/Collections"
import type { Identifier, Key } from "@kith/core/identifier/Identifier"
import type { Centre } from "../Centre.ts"
import type { History } from "../History.ts"
import { attributesOf, mostPeople, valueNamedBy } from "../Values.ts"
import { wasThereBefore } from "../Vendors.ts"
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
      ...letIn(erasure, values, centre),
      ...sent(erasure, values, centre),
    ]
  })

const unfinished = ({ erasureId, systems, closedAt }: ErasureRecord): ReadonlyArray<string> =>
  closedAt === undefined
    ? [`the erasure ${erasureId} does not end: ${systems.map(({ name, status }) => `${name} ${status}`).join(", ")}`]
    : []

/** What the keys of an erasure stand for. */
const valuesOf = ({ keys }: ErasureRecord, centre: Centre): ReadonlyArray<string> =>
  (["email", "phone", "visitor"] as const).flatMap((kind) =>
    Array.from({ length: 2 * mostPeople }, (_, i) => valueNamedBy(`${kind[0]}${i + 1}`)).filter((value) =>
      isNamedIn(keys, { kind, value }, centre),
    ),
  )

const left = ({ keys, customerIds }: ErasureRecord, values: ReadonlyArray<string>, { store, vendors }: Centre) => {
  const problems: Array<string> = []
  for (const collection of ofTheGraph)
    for (const [id, body] of bodiesIn<unknown>(store, collection)) {
      const text = JSON.stringify(body)
      for (const key of keys)
        if (text.includes(key)) problems.push(`${collection.name}/${id} still holds the key ${key.slice(0, 20)}`)
      for (const value of values)
        if (text.includes(value)) problems.push(`${collection.name}/${id} still holds ${value}`)
    }
  const contacts = vendors.salesforce.contacts().filter((contact) => typeof contact["Kith_Id__c"] === "string")
  for (const record of [...contacts, ...vendors.servicenow.contacts()]) {
    const text = JSON.stringify(record)
    const isTheirs = customerIds.includes(String(record["Kith_Id__c"]))
    // In a contact that somebody else brought: nobody told Kith before that it says so (docs/privacy.md).
    const ours = values.filter((value) => isTheirs || !wasThereBefore(record, value))
    for (const value of ours) if (text.includes(value)) problems.push(`a CRM's record still holds ${value}: ${text}`)
  }
  return problems
}

/** Where among the commits. */
const acceptanceOf = ({ erasureId }: ErasureRecord, { history }: Centre): number =>
  history.commits.findIndex(({ commit }) =>
    commit.writes.some(({ ref }) => ref.collection.name === Erasures.name && ref.id === erasureId),
  )

/** What came to the edge after the erasure was accepted loses the person's values there. */
const letIn = (erasure: ErasureRecord, values: ReadonlyArray<string>, centre: Centre): ReadonlyArray<string> => {
  const { commits, published, posts } = centre.history
  const { at = 0 } = commits[acceptanceOf(erasure, centre)] ?? {}
  const named = (handling: string) => {
    const { says } = posts.get(handling.split(" ")[0] ?? "") ?? {}
    return says?.dialect === "guide" ? Object.values(attributesOf(says.says)) : []
  }
  return published
    .filter(({ service, since }) => (service === "ingress-redactor" || service === "crm-sync") && since > at)
    .flatMap(({ topic, handling, data }) => {
      if (values.some((value) => data.includes(value))) return [`${handling} published a forgotten value on ${topic}`]
      const said = named(handling)
      const isTheirs = said.some((value) => values.includes(value))
      return isTheirs && said.some((value) => data.includes(value))
        ? [`${handling} names somebody forgotten, and more of it was published on ${topic}`]
        : []
    })
}

/** Under whichever pepper. */
const isNamedIn = (keys: ReadonlyArray<Key>, identifier: Identifier, { release }: Centre): boolean =>
  release.keyring.keysOf(identifier).some((key) => keys.includes(key))

/** In the order in which the store took them. */
const takenIn = (erasure: ErasureRecord, centre: Centre): ReadonlyArray<string> => {
  const { keys } = erasure
  const { commits } = centre.history
  const accepted = acceptanceOf(erasure, centre)
  const naming = new Map(
    eventsOf(centre)
      .filter(({ said }) => said.identifiers.some((one) => isNamedIn(keys, one, centre)))
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
const sent = (erasure: ErasureRecord, values: ReadonlyArray<string>, { history }: Centre): ReadonlyArray<string> =>
  erasure.systems.flatMap(({ name }) => {
    const done = doneAt(erasure, name, history)
    return history.calls
      .filter((call) => call.vendor === name && done !== undefined && call.at > done)
      .filter(({ body }) => values.some((value) => body.includes(value)))
      .map(({ method, path }) => `${name} was sent a forgotten value: ${method} ${path}`)
  })

/** By the world's clock: that of whoever reported may be off. */
const doneAt = ({ erasureId }: ErasureRecord, system: string, { commits }: History): number | undefined =>
  commits.find(({ commit }) =>
    commit.writes.some((write) => {
      if (write.op !== "put" || write.ref.collection.name !== Erasures.name || write.ref.id !== erasureId) return false
      const { systems } = write.body as ErasureRecord
      return systems.some(({ name, status }) => name === system && status === "done")
    }),
  )?.at
