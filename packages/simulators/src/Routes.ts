import type { IncomingHttpHeaders } from "node:http"

export interface SimulatorRequest {
  readonly method: string
  /** Without the query, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** `undefined`: longer than this vendor reads. */
  readonly body: string | undefined
}

/** `body` goes out as JSON, `undefined` as nothing. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Route {
  readonly method: string
  /** Segments that begin with `:` match anything and are read, decoded, through `param`. */
  readonly path: string
  readonly handle: (request: SimulatorRequest, param: (name: string) => string) => Answer | Promise<Answer>
}

/** The route's answer, or those for a path or a method that the vendor does not have. */
export const dispatch = (
  routes: ReadonlyArray<Route>,
  request: SimulatorRequest,
  otherwise: { readonly noSuchPath: () => Answer; readonly noSuchMethod: () => Answer },
): Answer | Promise<Answer> => {
  const matches = routes.flatMap((route) => {
    const params = paramsOf(route.path, request.path)
    return params === undefined ? [] : [{ route, params }]
  })
  const match = matches.find(({ route }) => route.method === request.method)
  if (match === undefined) return matches.length === 0 ? otherwise.noSuchPath() : otherwise.noSuchMethod()
  return match.route.handle(request, (name) => match.params.get(name) ?? "")
}

const paramsOf = (template: string, path: string): Map<string, string> | undefined => {
  const expected = template.split("/")
  const segments = path.split("/")
  if (expected.length !== segments.length) return undefined
  const params = new Map<string, string>()
  for (const [index, name] of expected.entries()) {
    const value = segments[index] ?? ""
    if (!name.startsWith(":") && name !== value) return undefined
    if (!name.startsWith(":")) continue
    const decoded = decode(value)
    if (!decoded) return undefined
    params.set(name.slice(1), decoded)
  }
  return params
}

const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** The body as JSON; `undefined` when it is none. */
export const jsonOf = (request: SimulatorRequest): unknown => {
  try {
    return JSON.parse(request.body ?? "")
  } catch {
    return undefined
  }
}
