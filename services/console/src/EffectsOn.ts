import { type EffectRecord, Effects } from "@kith/core/documents/Collections"
import { Documents, type Snapshot } from "@kith/core/documents/Documents"
import { Effect } from "effect"
import type { Effect as ToldEffect } from "./api/Effects.ts"

/** Systems that know people by our ids. */
const byPerson = ["salesforce", "servicenow", "neo4j", "genesys-contact"]

/** Whom something was told about these persons or interactions (ids of their documents): CRMs by person, Genesys by interaction. */
export const effectsOn = Effect.fn("EffectsOn.effectsOn")(function* (
  customerIds: ReadonlyArray<string>,
  interactionIds: ReadonlyArray<string>,
) {
  const documents = yield* Documents
  const places = [
    ...customerIds.flatMap((id) => byPerson.map((system) => `${system}:${id}`)),
    ...interactionIds.map((id) => `genesys:${id}`),
  ]
  const pages = yield* Effect.forEach(places, (prefix) => documents.list(Effects, { prefix, limit: 50 }), {
    concurrency: 8,
  })
  // A prefix is that of longer ids, too; a conference has several effects.
  const isTheirs = (id: string) => places.some((place) => id === place || id.startsWith(`${place}:`))
  return pages.flat().filter(({ id }) => isTheirs(id))
})

export const systemOf = (id: string): string => id.slice(0, id.indexOf(":"))

/** An effect as an answer shows it. */
export const toldEffect = (
  { id, body: { status, version, at, lease, reason, recordId } }: Snapshot<EffectRecord>,
  now: number,
): ToldEffect => ({
  system: systemOf(id),
  subject: id.slice(id.indexOf(":") + 1),
  status: (lease?.until ?? 0) > now ? "applying" : status === "none" ? "pending" : status,
  version,
  at: new Date(at).toISOString(),
  ...(reason !== undefined && { reason }),
  ...(recordId !== undefined && { recordId }),
})
