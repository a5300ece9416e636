import type { KnownInteraction } from "@kith/core/identity/Records"
import type { Centre } from "../Centre.ts"
import type { Posted } from "../History.ts"
import type { Says } from "../Story.ts"
import { attributesOf } from "../Values.ts"
import { erasuresIn, interactionsIn } from "./Stored.ts"

/** What a sender was answered 202 for is known in the end and was taken in once; nothing that matters is turned away. */
export const accepted = (centre: Centre): ReadonlyArray<string> => {
  const posts = [...centre.history.posts]
  return [
    ...posts.flatMap(([name, post]) => [...endless(name, post, centre), ...turnedAway(name, post)]),
    ...takenInTwice(centre),
    ...(erasuresIn(centre.store).length > 0 ? [] : unheard(centre)),
  ]
}

const endless = (name: string, { answers }: Posted, { store }: Centre): ReadonlyArray<string> =>
  answers.flatMap(({ eventId }) =>
    eventId !== undefined && !store.ledger.has(eventId) ? [`${name} was answered 202 and has no end`] : [],
  )

/** Under overload, too: whoever says something, begins, links or ends. */
const turnedAway = (name: string, { says, answers }: Posted): ReadonlyArray<string> => {
  const isCritical = says !== undefined && (says.kind !== "updated" || says.says.length > 0 || says.tier !== undefined)
  return isCritical && answers.some(({ status }) => status === 429) ? [`${name} matters, and was turned away`] : []
}

/** However often a sender posts it, by whatever key it is known. */
const takenInTwice = ({ history, store }: Centre): ReadonlyArray<string> => {
  const applied = new Map<string, Set<string>>()
  for (const { service, handling, topic, data } of history.published) {
    if (service !== "ingress-redactor" || topic.endsWith("-dead-letter")) continue
    const { acceptId } = JSON.parse(data) as { readonly acceptId: string }
    const post = handling.split(" ")[0] ?? ""
    if (history.posts.has(post) && store.ledger.get(acceptId) === "applied")
      applied.set(post, (applied.get(post) ?? new Set()).add(acceptId))
  }
  return [...applied].flatMap(([post, ids]) => (ids.size > 1 ? [`${post} was taken in ${ids.size} times`] : []))
}

/** Acts all of whose events were taken, and what their interactions do not know of them. */
const unheard = ({ history, store }: Centre): ReadonlyArray<string> => {
  const known = new Map(interactionsIn(store).flatMap(([, body]) => (body.state === "known" ? [byId(body)] : [])))
  const acts = Map.groupBy(
    [...history.posts.values()].filter(({ says }) => says !== undefined),
    ({ says }) => says as Says,
  )
  return [...acts].flatMap(([says, posts]) =>
    posts.every(({ answers }) => answers.some(({ status }) => status === 202))
      ? missing(says, known.get(says.interaction)).map((what) => `${says.interaction} does not know ${what}`)
      : [],
  )
}

const byId = (body: KnownInteraction) => [body.interactionId, Object.values(body.participants)] as const

const missing = ({ says, links, kind }: Says, participants: KnownInteraction["participants"][string][] = []) => {
  const values = new Set(participants.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)))
  const linked = new Set(participants.flatMap((one) => one.links))
  return [
    ...Object.values(attributesOf(says)).filter((value) => !values.has(value)),
    ...links.filter((id) => !linked.has(id)).map((id) => `its link to ${id}`),
    ...(kind === "ended" && !participants.some(({ endedAt }) => endedAt !== undefined) ? ["that it has ended"] : []),
    ...(participants.length === 0 ? ["itself"] : []),
  ]
}
