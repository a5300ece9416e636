import { expireInteractions } from "@kith/core/graph/ExpireInteractions"
import { expireReasons } from "@kith/core/graph/ExpireReasons"
import { RekeyOrder, renameIdentifiers } from "@kith/core/graph/RenameIdentifiers"
import { authorize, holderOf, type Scope, type ScopedToken, scopesOf } from "@kith/core/http/Bearer"
import { type HttpRequest, type HttpResponse, problem } from "@kith/core/http/Http"
import { router } from "@kith/core/http/Router"
import { SchedulerAuthentication } from "@kith/core/topics/PushAuthentication"
import { deadLetterEndpoint } from "@kith/core/topics/PushEndpoint"
import { Effect, type Redacted } from "effect"
import { answerErasure } from "./AnswerErasure.ts"
import { answerInteraction } from "./AnswerInteraction.ts"
import { answerLedger, reportLedger } from "./AnswerLedger.ts"
import { answerProfile, searchProfile, unlessSame } from "./AnswerProfile.ts"
import { Asker, AuditPage, audited, listAudits } from "./Audit.ts"
import { idIn, interactionIn, pairIn, searchedFor, sideOf } from "./AuditedSubject.ts"
import { ComparisonOrder, comparePersons } from "./ComparePersons.ts"
import { DeadLetterPage, listDeadLetters } from "./DeadLetters.ts"
import { explainProfile } from "./ExplainPerson.ts"
import { type Fault, faultAnswer } from "./Fault.ts"
import { keepDeadLetter } from "./KeepDeadLetter.ts"
import { BanOrder, orderBan, SplitOrder, splitPerson } from "./OrderBan.ts"
import { orderConsent, orderErasure, orderExport } from "./PrivacyOrders.ts"
import { publishErasures } from "./PublishErasures.ts"
import { readBody, readQuery } from "./ReadBody.ts"
import { ReplayOrder, replayDeadLetter } from "./ReplayDeadLetter.ts"
import { signReceipt } from "./SignReceipt.ts"
import { ProfileSearch } from "./Subject.ts"
import { applyTombstones, listTombstones, TombstoneOrder, TombstonePage } from "./Tombstones.ts"
import type { Assets } from "./web/Assets.ts"
import { serveAsset } from "./web/ServeAssets.ts"

/** Of twenty erasures; everything else that the console is asked is a few fields. */
const mostTombstoneBytes = 900 * 1024

export interface ConsoleSettings {
  readonly tokens: ReadonlyArray<ScopedToken>
  /** Names of the outside systems that an erasure waits for. */
  readonly systems: ReadonlyArray<string>
  /** What receipts are signed with; without it, with a key from the pepper. */
  readonly receiptKey?: Redacted.Redacted | undefined
  /** The web app; none where only programs ask. */
  readonly web: Assets
}

/** The console's whole HTTP surface. Everything but health, pushes and the web app needs a token with the scope named here. */
export const consoleHandler = (settings: ConsoleSettings) => {
  const needs = requiring(settings.tokens)
  const task = <R>(work: () => Effect.Effect<HttpResponse, Fault, R>) => bySchedulerOr(needs("operations", work), work)
  const deadLetters = deadLetterEndpoint(keepDeadLetter)
  return router({
    "GET /health": () => Effect.succeed({ status: 200, body: { status: "ready" } }),
    "POST /push/:subscription": (request) => deadLetters(request),
    "GET /": (request) => Effect.succeed(serveAsset(settings.web, request, "index.html")),
    "GET /favicon.svg": (request) => Effect.succeed(serveAsset(settings.web, request, "favicon.svg")),
    "GET /assets/:name": (request, { name }) => Effect.succeed(serveAsset(settings.web, request, `assets/${name}`)),
    "GET /session": ({ headers }) => Effect.succeed(answerSession(headers, settings.tokens)),
    "GET /profiles/:customerId": needs("profiles", (request, { customerId }: { readonly customerId: string }) =>
      Effect.map(answerProfile(customerId), (found) => unlessSame(found, request.headers["if-none-match"])).pipe(
        audited("looked-up", idIn(customerId)),
      ),
    ),
    "GET /profiles/:customerId/explanation": needs("profiles", (_, { customerId }: { readonly customerId: string }) =>
      explainProfile(customerId).pipe(audited("explained", idIn(customerId))),
    ),
    "POST /explanations": needs("profiles", (request) =>
      Effect.flatMap(readBody(request, ComparisonOrder), (order) =>
        Effect.flatMap(Effect.all([sideOf(order.a), sideOf(order.b)]), (sides) =>
          comparePersons(order).pipe(audited("explained", sides.join(" "))),
        ),
      ),
    ),
    "POST /bans": needs("operations", (request) =>
      Effect.flatMap(readBody(request, BanOrder), (order) =>
        Effect.flatMap(pairIn(order), (pair) => orderBan(order).pipe(audited("banned", pair))),
      ),
    ),
    "POST /splits": needs("operations", (request) =>
      Effect.flatMap(readBody(request, SplitOrder), (order) =>
        splitPerson(order).pipe(audited("split", `${order.customerId} ${order.formerId}`)),
      ),
    ),
    "POST /profiles/search": needs("profiles", (request) =>
      Effect.flatMap(readBody(request, ProfileSearch), (search) =>
        Effect.flatMap(searchedFor(search), (subject) => searchProfile(search).pipe(audited("looked-up", subject))),
      ),
    ),
    "GET /interactions/:id": needs("profiles", (_, { id }: { readonly id: string }) =>
      Effect.flatMap(interactionIn(id), (subject) => answerInteraction(id).pipe(audited("looked-up", subject))),
    ),
    "POST /erasures": needs("privacy", (request) => orderErasure(request, settings.systems)),
    "GET /erasures/:id/receipt": needs("privacy", (_, { id }: { readonly id: string }) =>
      signReceipt(id, settings.receiptKey).pipe(audited("receipt-issued", idIn(id))),
    ),
    "GET /erasures/:id": needs("privacy", (_, { id }: { readonly id: string }) => answerErasure(id)),
    "POST /exports": needs("privacy", orderExport),
    "POST /consents": needs("privacy", orderConsent),
    "GET /tombstones": needs("privacy", (request) =>
      Effect.flatMap(readQuery(request, TombstonePage), (page) =>
        listTombstones(page).pipe(audited("tombstones-exported", page.after ?? "-")),
      ),
    ),
    "POST /tombstones": needs("privacy", (request) =>
      Effect.flatMap(readBody(request, TombstoneOrder, mostTombstoneBytes), (order) =>
        applyTombstones(order, settings.systems).pipe(audited("tombstones-applied", "-")),
      ),
    ),
    "GET /audits": needs("privacy", (request) =>
      Effect.flatMap(readQuery(request, AuditPage), (page) => listAudits(page).pipe(audited("audits-read", "-"))),
    ),
    "GET /ledger": needs("operations", () => answerLedger()),
    "GET /dead-letters": needs("operations", (request) =>
      Effect.flatMap(readQuery(request, DeadLetterPage), (page) =>
        authorize(request.headers, settings.tokens, "privacy") === "granted"
          ? listDeadLetters(page, true).pipe(audited("dead-letters-read", "-"))
          : listDeadLetters(page, false),
      ),
    ),
    "POST /dead-letters/:id/replay": needs("operations", (request, { id }: { readonly id: string }) =>
      Effect.flatMap(readBody(request, ReplayOrder), (order) =>
        replayDeadLetter(id, order).pipe(audited("replayed", id)),
      ),
    ),
    "POST /tasks/publish-erasures": task(() =>
      Effect.map(publishErasures(), (published) => ({ status: 200, body: { published } })),
    ),
    "POST /rekey": needs("operations", (request) =>
      Effect.flatMap(readBody(request, RekeyOrder), ({ after }) =>
        Effect.map(renameIdentifiers(after), (body) => ({ status: 200, body })),
      ),
    ),
    "POST /tasks/expire-interactions": task(() =>
      Effect.map(Effect.all({ expired: expireInteractions(), withoutReasons: expireReasons() }), (body) => ({
        status: 200,
        body,
      })),
    ),
    "POST /tasks/report-ledger": task(reportLedger),
  })
}

/** `GET /session`: whose token this is, and what it may be used for. */
const answerSession = (headers: HttpRequest["headers"], tokens: ReadonlyArray<ScopedToken>): HttpResponse => {
  const scopes = scopesOf(headers, tokens)
  return scopes.length === 0 ? unauthenticated : { status: 200, body: { name: holderOf(headers, tokens), scopes } }
}

const requiring =
  (tokens: ReadonlyArray<ScopedToken>) =>
  <P, R>(scope: Scope, story: (request: HttpRequest, params: P) => Effect.Effect<HttpResponse, Fault, R>) =>
  (request: HttpRequest, params: P): Effect.Effect<HttpResponse, never, R> => {
    const verdict = authorize(request.headers, tokens, scope)
    if (verdict === "granted") {
      const asked = Effect.provideService(story(request, params), Asker, holderOf(request.headers, tokens))
      return Effect.catch(asked, faultAnswer)
    }
    return Effect.succeed(verdict === "forbidden" ? forbidden(scope) : unauthenticated)
  }

/** The scheduler has a token of Google's, everybody else needs one of ours. */
const bySchedulerOr =
  <R>(
    byToken: (request: HttpRequest, params: unknown) => Effect.Effect<HttpResponse, never, R>,
    work: () => Effect.Effect<HttpResponse, Fault, R>,
  ) =>
  (request: HttpRequest, params: unknown): Effect.Effect<HttpResponse, never, R> =>
    Effect.flatMap(byToken(request, params), (answer) =>
      answer.status !== 401
        ? Effect.succeed(answer)
        : SchedulerAuthentication.use(({ verify }) => verify(request.headers)).pipe(
            Effect.matchEffect({
              onSuccess: () => Effect.catch(work(), faultAnswer),
              onFailure: () => Effect.succeed(answer),
            }),
          ),
    )

const forbidden = (scope: Scope) => problem(403, "Forbidden", `the token lacks the scope ${scope}`)
const unauthenticated: HttpResponse = {
  ...problem(401, "Unauthenticated"),
  headers: { "content-type": "application/problem+json", "www-authenticate": "Bearer" },
}
