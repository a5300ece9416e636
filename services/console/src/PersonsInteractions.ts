import { Components, Interactions } from "@kith/core/documents/Collections"
import { Documents, ref, type Snapshot } from "@kith/core/documents/Documents"
import { givenTo } from "@kith/core/graph/GraphWrites"
import { CurrentIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { interactionDocumentId, Keys } from "@kith/core/identifier/Keyring"
import { givenToOf } from "@kith/core/identity/Assignment"
import type { CurrentPerson, KnownInteraction, Sighting } from "@kith/core/identity/Records"
import { type SightingView, sightingsOf } from "@kith/core/identity/Sightings"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Effect } from "effect"
import { holderOfPerson } from "./ExportedInteraction.ts"

/** Looked through for a person: a page shows the latest, an export shows all. */
const mostPerIdentifier = 500
const mostIdentifiers = 40

/** A person's part of an interaction. */
export interface OwnSighting {
  readonly id: string
  readonly interaction: KnownInteraction
  readonly view: SightingView
  readonly decided: Sighting | undefined
  /** Tier 2's, and no evidence of the person's. */
  readonly isGiven: boolean
}

/** Those that assert an identifier of the person's, and those that tier 2 gave; latest first. `cut`: there are more. */
export const sightingsOfPerson = Effect.fn("PersonsInteractions.sightingsOfPerson")(function* (person: CurrentPerson) {
  const documents = yield* Documents
  const keyring = yield* Keys
  const ids = [person.customerId, ...person.former]
  const tags = [...person.identifiers.slice(0, mostIdentifiers).map(({ key }) => key), ...ids.map(givenTo)]
  const pages = yield* Effect.forEach(tags, (tag) => documents.find(Interactions, tag, { limit: mostPerIdentifier }), {
    concurrency: 8,
  })
  const own = person.sightingId?.split("#")[0]
  const alone =
    own === undefined ? [] : yield* documents.getMany([ref(Interactions, interactionDocumentId(keyring, own))])
  const found = new Map<string, KnownInteraction>()
  for (const snapshot of [...pages.flat(), ...alone]) {
    const { id, body } = snapshot ?? ({} as Partial<Snapshot<never>>)
    if (id !== undefined && isKnown(body)) found.set(id, body)
  }
  const [component] =
    person.component === undefined ? [] : yield* documents.getMany([ref(Components, person.component)])
  const holder = holderOfPerson(person, component?.body, keyring, {
    linking: yield* policyInForce(),
    identifiers: yield* CurrentIdentifierPolicy,
  })
  const sightings = [...found].flatMap(([id, interaction]) =>
    sightingsOf(interaction, holder.interactionKey).flatMap((view): ReadonlyArray<OwnSighting> => {
      const decided = interaction.sightings.find((one) => one.id === view.id)
      const isGiven = decided !== undefined && ids.includes(givenToOf(decided) ?? "")
      return holder.isTheirs(view) || isGiven ? [{ id, interaction, view, decided, isGiven }] : []
    }),
  )
  const cut = person.identifiers.length > mostIdentifiers || pages.some((page) => page.length === mostPerIdentifier)
  return { sightings: sightings.sort(latestFirst), cut, component: component?.body }
})

const isKnown = (body: { readonly state: string } | undefined): body is KnownInteraction => body?.state === "known"

const latestFirst = (x: OwnSighting, y: OwnSighting) =>
  y.interaction.last - x.interaction.last || (x.view.id < y.view.id ? -1 : 1)
