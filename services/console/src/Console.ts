import { type RouteHandler, router } from "@kith/core/http/Router"
import { deadLetterEndpoint } from "@kith/core/topics/PushEndpoint"
import { Effect } from "effect"
import { type RouteName, routes } from "./api/routes.ts"
import { guarded, type Story } from "./Guard.ts"
import { keepDeadLetter } from "./KeepDeadLetter.ts"
import { openApi } from "./OpenApi.ts"
import { explanations } from "./routes/Explanations.ts"
import { flow } from "./routes/Flow.ts"
import { operations } from "./routes/Operations.ts"
import { persons } from "./routes/Persons.ts"
import { privacy } from "./routes/Privacy.ts"
import { profiles } from "./routes/Profiles.ts"
import { sessions } from "./routes/Sessions.ts"
import type { ConsoleSettings } from "./settings.ts"
import { serveAsset } from "./web/ServeAssets.ts"

const storiesOf = (settings: ConsoleSettings) => ({
  ...profiles,
  ...persons,
  ...explanations,
  ...privacy(settings),
  ...operations,
  ...flow(),
  ...sessions,
})
type Table = ReturnType<typeof storiesOf>
type Needed = Effect.Services<ReturnType<Table[keyof Table]>>

/** The console's whole HTTP surface. Everything but health, pushes and the web app needs a token, with the scope its route names. */
export const consoleHandler = (settings: ConsoleSettings) => {
  const deadLetters = deadLetterEndpoint(keepDeadLetter)
  const table = storiesOf(settings)
  // Only what is answered is described.
  const description = openApi(Object.fromEntries(Object.keys(table).map((name) => [name, routes[name as RouteName]])))
  const stories = Object.entries(table) as unknown as ReadonlyArray<[RouteName, Story<RouteName, Needed>]>
  const described = Object.fromEntries(
    stories.map(([name, story]) => [name, guarded(name, story, settings.tokens)]),
  ) as { readonly [Name in keyof Table]: RouteHandler<Name, Needed> }
  return router({
    ...described,
    "GET /openapi.json": () => Effect.succeed({ status: 200, body: description }),
    "POST /push/:subscription": (request) => deadLetters(request),
    "GET /": (request) => Effect.succeed(serveAsset(settings.web, request, "index.html")),
    "GET /favicon.svg": (request) => Effect.succeed(serveAsset(settings.web, request, "favicon.svg")),
    "GET /assets/:name": (request, { name }) => Effect.succeed(serveAsset(settings.web, request, `assets/${name}`)),
  })
}
