import { type RouteHandler, router } from "@kith/core/http/Router"
import { deadLetterEndpoint } from "@kith/core/topics/PushEndpoint"
import { Effect } from "effect"
import type { RouteName } from "./api/routes.ts"
import { guarded, type Stories, type Story } from "./Guard.ts"
import { keepDeadLetter } from "./KeepDeadLetter.ts"
import { explanations } from "./routes/Explanations.ts"
import { flow } from "./routes/Flow.ts"
import { operations } from "./routes/Operations.ts"
import { persons } from "./routes/Persons.ts"
import { policies } from "./routes/Policies.ts"
import { privacy } from "./routes/Privacy.ts"
import { profiles } from "./routes/Profiles.ts"
import { sessions } from "./routes/Sessions.ts"
import type { ConsoleSettings } from "./settings.ts"
import { serveAsset } from "./web/ServeAssets.ts"

/** Whatever is described is answered, and the other way round. */
const storiesOf = (settings: ConsoleSettings) =>
  ({
    ...profiles,
    ...persons,
    ...explanations,
    ...privacy(settings),
    ...policies,
    ...operations,
    ...flow(),
    ...sessions,
  }) satisfies Stories<RouteName>
type Table = ReturnType<typeof storiesOf>
type Needed = Effect.Services<ReturnType<Table[keyof Table]>>

/** The console's whole HTTP surface. Everything but health, pushes and the web app needs a token, with the scope its route names. */
export const consoleHandler = (settings: ConsoleSettings) => {
  const deadLetters = deadLetterEndpoint(keepDeadLetter)
  const stories = Object.entries(storiesOf(settings)) as unknown as ReadonlyArray<[RouteName, Story<RouteName, Needed>]>
  const described = Object.fromEntries(
    stories.map(([name, story]) => [name, guarded(name, story, settings.tokens)]),
  ) as { readonly [Name in keyof Table]: RouteHandler<Name, Needed> }
  return router({
    ...described,
    "POST /push/:subscription": (request) => deadLetters(request),
    "GET /": (request) => Effect.succeed(serveAsset(settings.web, request, "index.html")),
    "GET /reference": (request) => Effect.succeed(serveAsset(settings.web, request, "reference.html")),
    "GET /favicon.svg": (request) => Effect.succeed(serveAsset(settings.web, request, "favicon.svg")),
    "GET /assets/:name": (request, { name }) => Effect.succeed(serveAsset(settings.web, request, `assets/${name}`)),
  })
}
