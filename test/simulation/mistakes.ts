import type { Mistake } from "../mistakes/Mistake.ts"

/** Of the pipeline: classic mistakes in the services, each of which the simulation must find. */

const core = "packages/core/src"
const ingress = "services/ingress-redactor/src/ReceiveEvent.ts"
const resolver = "services/resolver/src"
const crm = "services/crm-sync/src"

export const mistakes: ReadonlyArray<Mistake> = [
  {
    name: "202 before the event is published",
    file: ingress,
    of: "yield* (yield* Topics).publish(topicOf[event.kind], [{ data: observed }], { accepted: 1, ...counts })",
    instead:
      "yield* Effect.forkDetach(Effect.ignore((yield* Topics).publish(topicOf[event.kind], [{ data: observed }], { accepted: 1, ...counts })))",
  },
  {
    name: "an event is remembered as seen before it is published",
    file: ingress,
    of: "const acceptId = yield* freshId\n  const keyring = yield* Keys\n  const observed",
    instead:
      "recentlySeen?.remember(event, identified)\n  const acceptId = yield* freshId\n  const keyring = yield* Keys\n  const observed",
  },
  {
    name: "an event counts as accepted before it is published",
    file: ingress,
    of: "{ accepted: 1, ...counts })\n  recentlySeen",
    instead: "counts)\n  yield* (yield* Documents).commit({ writes: [], counts: { accepted: 1 } })\n  recentlySeen",
  },
  {
    name: "the edge does not ask who is forgotten",
    file: ingress,
    of: "askDeleteList({ ...mayBeForgotten(event, identified, policy), at: event.at })",
    instead: "askDeleteList({ identifiers: [], interactionIds: [] })",
  },
  {
    name: "the edge takes out only the forgotten identifier",
    file: `${core}/redaction/Redact.ts`,
    of: "...(namesForgotten(wanted) ? anonymous(wanted) : named(wanted))",
    instead:
      "...(({ identified, forgotten }) => named({ ...wanted, identified: { ...identified, identifiers: identified.identifiers.filter((one) => !forgotten.identifier(one)) } }))(wanted)",
  },
  {
    name: "overload turns away whoever says something",
    file: `${core}/interaction/Relevance.ts`,
    of: "asserted.identifiers.length + asserted.traits.length + asserted.links.length === 0",
    instead: "asserted.identifiers.length + asserted.traits.length + asserted.links.length >= 0",
  },
  {
    name: "the id of the message tells repetitions apart",
    file: `${core}/redaction/Redact.ts`,
    of: "const named = ({ event, identified, forgotten, policy }: Redaction) => ({\n  eventKey: event.eventKey,",
    instead:
      "const named = ({ event, identified, forgotten, policy, acceptId }: Redaction) => ({\n  eventKey: acceptId,",
  },
  {
    name: "acknowledged before the work is done",
    file: `${core}/topics/PushEndpoint.ts`,
    of: "return yield* delivery.consume(message).pipe(\n    Effect.as(acked),",
    instead: "return yield* Effect.forkDetach(Effect.ignore(delivery.consume(message))).pipe(\n    Effect.as(acked),",
  },
  {
    name: "what failed is acknowledged",
    file: `${core}/topics/PushEndpoint.ts`,
    of: 'verdict === "retry" ? Effect.succeed(again(fact)) :',
    instead: 'verdict === "retry" ? Effect.succeed(acked) :',
  },
  {
    name: "what is given up is acknowledged, and goes nowhere",
    file: `${core}/topics/PushEndpoint.ts`,
    of: "yield* (yield* Topics).publish(deadLetterTopic(subscription), [{ data, attributes }])",
    instead:
      "if (data === attributes) yield* (yield* Topics).publish(deadLetterTopic(subscription), [{ data, attributes }])",
  },
  {
    name: "a vendor that is away is taken for one that refuses",
    file: `${core}/topics/Delivery.ts`,
    of: 'VendorIsUnavailable: "retry"',
    instead: 'VendorIsUnavailable: "dead-letter"',
  },
  {
    name: "of several a failure is told only if all failed",
    file: `${core}/topics/EachOnItsOwn.ts`,
    of: "if (fact !== undefined) return",
    instead: "if (fact !== undefined && facts.length === items.length) return",
  },
  {
    name: "only the edge knows who is forgotten",
    file: `${resolver}/DecideEvent.ts`,
    of: "if (event.suppressed || isForgotten || isParticipantForgotten(own, event))",
    instead: "if (event.suppressed)",
  },
  {
    name: "a duplicate counts as applied",
    file: `${resolver}/DecideEvent.ts`,
    of: 'decided(event, "duplicate", wanted.own, [])',
    instead: 'decided(event, "applied" as never, wanted.own, [])',
  },
  {
    name: "a redelivery tells nobody, for its work is done",
    file: `${resolver}/ResolveIdentity.ts`,
    of: "repeat(decision, decision.known)",
    instead: "Effect.as(repeat(decision, decision.known), [])",
  },
  {
    name: "consumers are told before the commit",
    file: `${resolver}/ResolveIdentity.ts`,
    of: "yield* (yield* Documents).commit(commit)\n  const { overflow = 0, changed = [] } = resolved ?? {}",
    instead:
      "const { overflow = 0, changed = [] } = resolved ?? {}\n  yield* tellOfPersons(changed)\n  yield* (yield* Documents).commit(commit)\n  if (overflow === 0) return []",
  },
  {
    name: "how an event ended is committed after its work",
    file: `${resolver}/ResolveIdentity.ts`,
    of: "yield* (yield* Documents).commit(commit)\n",
    instead:
      "yield* (yield* Documents).commit({ ...commit, endings: [] })\n  yield* (yield* Documents).commit({ writes: [], endings: commit.endings ?? [] })\n",
  },
  {
    name: "an interaction is written whoever else has written it",
    file: `${core}/graph/GraphWrites.ts`,
    of: "    ...fitting(ref(Interactions, id), interaction),\n    seen: seenOf(read.interactions.get(id)),",
    instead: "    ...fitting(ref(Interactions, id), interaction),",
  },
  {
    name: "whoever comes last has the last word",
    file: `${core}/identity/Profile.ts`,
    of: "known === undefined ? value : laterTrait(known, value)",
    instead: "value",
  },
  {
    name: "of several persons that changed only the first is told of",
    file: `${core}/graph/TellOfPersons.ts`,
    of: "[...latest].map(",
    instead: "[...latest].slice(0, 1).map(",
  },
  {
    name: "a former id leads nowhere",
    file: `${core}/documents/PresentPerson.ts`,
    of: 'if (snapshot.body.state !== "alias") return',
    instead: 'if (snapshot.body.state === "alias") return undefined\n    if (snapshot.body.state !== "alias") return',
  },
  {
    name: "the marker is written before the effect",
    file: `${core}/documents/EffectLedger.ts`,
    of: 'digest: "", lease, at }',
    instead: "digest: wanted.digest, version: wanted.version, lease, at }",
  },
  {
    name: "no marker is written after the effect",
    file: `${core}/documents/EffectLedger.ts`,
    of: "    digest: wanted.digest,\n    status,",
    instead: '    digest: "",\n    status,',
  },
  {
    name: "a failed call is taken for done",
    file: `${core}/documents/EffectLedger.ts`,
    of: 'Effect.tapError(() => release(place, held, ""))',
    instead: "Effect.tapError(() => release(place, held, wanted.digest))",
  },
  {
    name: "a lease never ends",
    file: `${core}/documents/EffectLedger.ts`,
    of: "lease !== undefined && lease.until > at &&",
    instead: "lease !== undefined &&",
  },
  {
    name: "nobody heeds a lease",
    file: `${core}/documents/EffectLedger.ts`,
    of: "lease !== undefined && lease.until > at &&",
    instead: "lease !== undefined && lease.until < 0 &&",
  },
  {
    name: "a lease is shorter than a slow call",
    file: `${core}/documents/EffectLedger.ts`,
    of: "const leaseMillis = 120_000",
    instead: "const leaseMillis = 1_000",
  },
  {
    name: "what was loaded before the lease is written under it",
    file: `${core}/documents/EffectLedger.ts`,
    of: "const claim = yield* takeLease(place, load)",
    instead:
      "let loaded: unknown\n  const fresh = load\n  load = (recorded) => loaded === undefined ? Effect.tap(fresh(recorded), (one) => Effect.sync(() => { loaded = one })) : Effect.succeed(loaded as never)\n  const claim = yield* takeLease(place, load)",
  },
  {
    name: "a row of the other CRM has no key",
    file: `${crm}/servicenow/ServiceNow.ts`,
    of: "importRow({ ...fields, [keyField]: customerId })",
    instead: "importRow({ ...fields, [keyField]: customerId + fields.u_last_interaction_at })",
  },
  {
    name: "a contact is made under the change's key instead of the person's",
    file: `${crm}/salesforce/WriteContacts.ts`,
    of: "{ ...upsertBody(write, step.create), ...gone, [externalIdField]: id }",
    instead: '{ ...upsertBody(write, step.create), [externalIdField]: write._tag === "mark" ? id : write.changeKey }',
  },
  {
    name: "the first result of a collection is everybody's",
    file: `${crm}/salesforce/WriteContacts.ts`,
    of: "after(job, results[c]?.[i] ??",
    instead: "after(job, results[c]?.[0] ??",
  },
  {
    name: "records of former ids do not say whose they are",
    file: `${crm}/MarkFormer.ts`,
    of: "if (person.former.length === 0) return\n",
    instead: "if (person.former.length >= 0) return\n",
  },
  {
    name: "what was hashed under the pepper of before is not looked up",
    file: `${core}/identifier/Keyring.ts`,
    of: "const macs = [pepper, ...others].map(macUnder)",
    instead: "const macs = [pepper, ...others.filter((other) => other === next)].map(macUnder)",
  },
  {
    name: "a conversation does not get the contact of whoever is in it",
    file: "services/writeback/src/AssociateContact.ts",
    of: "if (contactId === undefined) return\n",
    instead: "if (contactId !== undefined) return\n",
  },
]
