import * as z from "zod"
import { Problem } from "./api/Fields.ts"
import { type Route, subjects } from "./api/Route.ts"

/** What every route answers besides its own. */
const always = { 400: "Invalid request", 401: "No token of ours", 403: "The token lacks the scope", 503: "Try again" }

type Json = Readonly<Record<string, unknown>>

/** The API as OpenAPI 3.1, made from the schemas that requests are checked by. */
export const openApi = (routes: Readonly<Record<string, Route>>): Json => {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, route] of Object.entries(routes)) {
    const [method = "", path = ""] = name.split(" ")
    const templated = path.replaceAll(/:(\w+)/g, "{$1}")
    paths[templated] = { ...paths[templated], [method.toLowerCase()]: operationOf(name, path, route) }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Kith console",
      version: "0.1.0",
      description: "Who is who, and why. Bodies are JSON; problems are RFC 9457.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: subjects.map((subject) => ({ name: subject })),
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: { Problem: schemaOf(Problem, "output") },
    },
  }
}

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json
  return json
}

const operationOf = (name: string, path: string, route: Route): Json => {
  const isOpen = route.scope === "open"
  return {
    operationId: name
      .replaceAll(/[^A-Za-z]+/g, "-")
      .toLowerCase()
      .replace(/-$/, ""),
    tags: [route.subject],
    summary: route.says,
    description: isOpen ? "Needs no token." : `Needs a token: ${route.scope}.`,
    ...(isOpen && { security: [] }),
    parameters: [...pathParameters(path), ...queryParameters(route)],
    ...(route.body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, "input") } } },
    }),
    responses: { ...ownAnswers(route), ...(isOpen ? {} : commonAnswers(route)) },
  }
}

const pathParameters = (path: string): ReadonlyArray<Json> =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string", minLength: 1, maxLength: 200 },
  }))

const queryParameters = ({ query }: Route): ReadonlyArray<Json> => {
  if (query === undefined) return []
  const { properties = {}, required = [] } = schemaOf(query, "input") as {
    properties?: Readonly<Record<string, Json>>
    required?: ReadonlyArray<string>
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }))
}

const ownAnswers = ({ answers, contentType = "application/json" }: Route): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: Number(status) < 400 ? "As asked" : "A problem",
        ...(schema !== null && {
          content: {
            [Number(status) < 400 ? contentType : "application/problem+json"]: { schema: schemaOf(schema, "output") },
          },
        }),
      },
    ]),
  )

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }

const commonAnswers = ({ answers }: Route): Json =>
  Object.fromEntries(
    Object.entries(always).flatMap(([status, description]) =>
      status in answers ? [] : [[status, { description, content: problem }]],
    ),
  )
