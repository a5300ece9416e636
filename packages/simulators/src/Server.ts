import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { type CallLog, makeCallLog } from "./CallLog.ts"
import { type Answer, dispatch, jsonOf, type Route, type SimulatorRequest } from "./Routes.ts"
import { makeTroubleAsOrdered, TroubleOrder, type TroubleState } from "./Trouble.ts"

/** What makes one vendor differ from another. */
export interface Vendor {
  readonly answer: (request: SimulatorRequest) => Answer | Promise<Answer>
  readonly unavailable: () => Answer
  readonly longestBody: number
  /** Under `/simulator/`: no token, no trouble, no record. */
  readonly inspection: ReadonlyArray<Route>
  readonly trouble: TroubleState
  readonly now: () => number
}

/** A vendor without a network: requests go in, answers come out, and calls are recorded. */
export interface Served {
  readonly vendor: Vendor
  readonly calls: CallLog
  /** Nothing comes back where it was done and the connection broke instead of an answer. */
  readonly receive: (request: SimulatorRequest) => Promise<Answer | undefined>
}

export interface RunningServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

export const serve = (vendor: Vendor): Served => {
  const calls = makeCallLog()
  return { vendor, calls, receive: (request) => receive(vendor, calls, request) }
}

/** Serves a vendor on loopback; port 0 takes a free one. */
export const listen = async ({ vendor, receive }: Served, port = 0): Promise<RunningServer> => {
  const server = createServer((incoming, outgoing) => {
    reply(vendor, receive, incoming, outgoing).catch(() => {
      // Either the caller hung up while it was being read, or this is a bug of ours: the status tells it from a vendor's.
      if (!outgoing.headersSent) write(outgoing, { status: 500, body: { problem: "the simulator failed" } })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

const reply = async (
  vendor: Vendor,
  receive: Served["receive"],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) => {
  const url = new URL(incoming.url ?? "/", "http://simulator")
  const answer = await receive({
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: await read(incoming, vendor.longestBody),
  })
  if (answer === undefined) outgoing.destroy()
  else write(outgoing, answer)
}

const receive = async (vendor: Vendor, calls: CallLog, request: SimulatorRequest): Promise<Answer | undefined> => {
  const at = vendor.now()
  if (request.path.startsWith("/simulator/"))
    return dispatch([...inspection(vendor, calls), ...vendor.inspection], request, unknown)
  if (vendor.trouble.latencyMillis() > 0) await setTimeout(vendor.trouble.latencyMillis())
  const answer = await answerIn(vendor, request)
  const isLost = isSuccessfulWrite(request, answer) && vendor.trouble.losesThisResponse()
  const idempotencyKey = request.headers["idempotency-key"]
  const search = request.query.size > 0 ? `?${request.query}` : ""
  calls.record(
    {
      at,
      method: request.method,
      path: request.path + search,
      status: answer.status,
      ...(typeof idempotencyKey === "string" && { idempotencyKey }),
      ...(isLost && { answerLost: true as const }),
    },
    { request: isLogin(request) ? undefined : request.body, answer: isLogin(request) ? undefined : text(answer) },
  )
  return isLost ? undefined : answer
}

/** Failures that were ordered meet calls, not logins. */
const answerIn = (vendor: Vendor, request: SimulatorRequest): Answer | Promise<Answer> => {
  if (vendor.trouble.isDown() || (isLogin(request) && vendor.trouble.isLoginDown())) return vendor.unavailable()
  const failure = isLogin(request) ? undefined : vendor.trouble.failsWith()
  if (failure === undefined) return vendor.answer(request)
  const { status, retryAfterSeconds: seconds } = failure
  const answer = vendor.unavailable()
  const headers = { ...answer.headers, ...(seconds !== undefined && { "retry-after": String(seconds) }) }
  return { ...answer, status, headers }
}

const isLogin = (request: SimulatorRequest): boolean => request.path.endsWith("/token")
const isSuccessfulWrite = (request: SimulatorRequest, answer: Answer): boolean =>
  request.method !== "GET" && !isLogin(request) && answer.status < 300

// A longer body is read to its end all the same: cut off, the caller would see a broken connection, not the refusal.
const read = async (incoming: IncomingMessage, longest: number): Promise<string | undefined> => {
  const chunks: Array<Buffer> = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= longest) chunks.push(chunk)
  }
  return length > longest ? undefined : Buffer.concat(chunks).toString("utf8")
}

const text = (answer: Answer): string | undefined =>
  answer.body === undefined ? undefined : JSON.stringify(answer.body)

const write = (outgoing: ServerResponse, answer: Answer): void => {
  const body = text(answer)
  outgoing.writeHead(answer.status, { ...(body && { "content-type": "application/json" }), ...answer.headers })
  outgoing.end(body)
}

const unknown = {
  noSuchPath: (): Answer => ({ status: 404, body: { problem: "the simulator has nothing of this name" } }),
  noSuchMethod: (): Answer => ({ status: 405, body: { problem: "the simulator cannot do this here" } }),
}

const inspection = (vendor: Vendor, calls: CallLog): ReadonlyArray<Route> => [
  {
    method: "GET",
    path: "/simulator/calls",
    handle: () => ({ status: 200, body: { total: calls.total(), calls: calls.latest() } }),
  },
  {
    method: "GET",
    path: "/simulator/calls/:number",
    handle: (_, param) => {
      const bodies = calls.bodies(Number(param("number")))
      return bodies === undefined ? unknown.noSuchPath() : { status: 200, body: bodies }
    },
  },
  {
    method: "POST",
    path: "/simulator/trouble",
    handle: (request) => {
      const order = TroubleOrder.safeParse(jsonOf(request))
      if (!order.success) return { status: 400, body: { problem: "not a kind of trouble the simulator knows" } }
      makeTroubleAsOrdered(vendor.trouble, order.data)
      return { status: 204 }
    },
  },
]
