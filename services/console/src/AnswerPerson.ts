import { chapterSentence, historyOf } from "@kith/core/identity/History"
import type { CurrentPerson } from "@kith/core/identity/Records"
import { policyInForce } from "@kith/core/policy/PolicyInForce"
import { Clock, Effect } from "effect"
import type { HistoryStep, PersonDetail } from "./api/Persons.ts"
import { effectsOn, toldEffect } from "./EffectsOn.ts"
import { groundsOf, whoever } from "./ExplainPerson.ts"
import { fromTheRead } from "./FindPerson.ts"
import { masked, maskedTrait } from "./Mask.ts"
import { personGraph } from "./PersonGraph.ts"
import { sightingsOfPerson } from "./PersonsInteractions.ts"

/** `GET /persons/{id}`: what a person's page shows. Values are masked unless they are asked for. */
export const answerPerson = Effect.fn("AnswerPerson.answerPerson")(function* (customerId: string, unmask: boolean) {
  const found = yield* whoever(customerId)
  if (!found.found) return { status: 200, body: found }
  const { person } = found
  const { component, identifiers, ...grounds } = yield* groundsOf(person)
  const { sightings } = yield* sightingsOfPerson(person)
  const effects = yield* effectsOn([person.customerId, ...person.former], [])
  const policy = yield* policyInForce()
  const now = yield* Clock.currentTimeMillis
  const members = person.identifiers.map(({ key }) => key)
  const history = component === undefined ? [] : historyOf(component, members, policy)
  const body: PersonDetail = {
    found: true,
    customerId: person.customerId,
    version: person.version,
    since: dated(person.since),
    resolutionTier: person.resolutionTier,
    confidence: person.confidence,
    policyVersion: person.policyVersion,
    masked: !unmask,
    identifiers: identifiers.map((one) => ({ ...one, value: unmask ? one.value : masked(one.kind, one.value) })),
    traits: traitsOf(person, unmask),
    ...grounds,
    shared: [...grounds.shared],
    bans: [...grounds.bans],
    open: person.open.map(({ interactionId, since, participantId }) => ({
      interactionId,
      since: dated(since),
      ...(participantId !== undefined && { participantId }),
    })),
    history: history.slice(-1_000).map(
      ({ at, step, evidence, persons }): HistoryStep => ({
        at: dated(at),
        step,
        sentence: chapterSentence({ at, step, persons, ...(evidence !== undefined && { evidence }) }),
        ...(evidence !== undefined && { evidence: withDate(evidence) }),
        persons: persons.slice(0, 64).map((one) => ({ ...one, identifiers: [...one.identifiers] })),
      }),
    ),
    graph: personGraph(person, component, sightings, policy, unmask),
    effects: effects.slice(0, 64).map((effect) => toldEffect(effect, now)),
  }
  return { status: 200, body }
}, fromTheRead)

const dated = (at: number): string => new Date(at).toISOString()

const withDate = <S extends { readonly first: number }>({ first, ...step }: S) => ({
  ...step,
  firstSeenTogether: dated(first),
})

const traitsOf = ({ traits }: CurrentPerson, unmask: boolean): PersonDetail["traits"] =>
  Object.entries(traits).map(([name, { value, at, source, interactionId }]) => ({
    name,
    value: unmask ? value : maskedTrait(name, value),
    at: dated(at),
    source,
    interactionId,
  }))
