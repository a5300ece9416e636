import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Cause, Effect, Exit, type Fiber, type ManagedRuntime } from "effect"
import type { ServiceName } from "../pipeline.ts"
import type { InFlight } from "../pressure/Pressure.ts"
import { logError, logInfo } from "../telemetry/Log.ts"
import { dieSilently } from "../telemetry/Logging.ts"
import { continueFrom } from "../telemetry/Trace.ts"
import { admit } from "./Admission.ts"
import { functionServer } from "./FunctionServer.ts"
import { type HttpHandler, type HttpRequest, problem } from "./Http.ts"
import { send, sendStream, wireResponse } from "./WireResponse.ts"

export interface ServerSettings<R> {
  /** 0 takes a free one. */
  readonly port: number
  /** Address to listen on; all of the machine's by default. */
  readonly host?: string
  readonly runtime: ManagedRuntime.ManagedRuntime<R, unknown>
  /** Milliseconds that the runtime may take to come to its end; eight tenths of a second by default. */
  readonly releaseMillis?: number
  /** Bytes of a body before its sender is told 413; a mebibyte by default. */
  readonly bodyLimit?: number
  /** Run, beside the 413, for a request of this path whose body is beyond `bodyLimit`: the handler never sees it. */
  readonly onTooLarge?: (path: string) => Effect.Effect<void, never, R>
  /** Where the number of requests in flight is to stand. */
  readonly inFlight?: InFlight
  /** Node's own server by default. */
  readonly makeServer?: (name: string, listener: RequestListener) => Server | Promise<Server>
}

export interface Serving {
  readonly port: number
  /** Takes no more requests, waits for those in flight and releases the runtime; ten seconds at most. */
  readonly stop: () => Promise<void>
}

/** Cloud Run kills ten seconds after its SIGTERM: nine for the requests, the rest for the runtime. */
const drainMillis = 9000
const usualReleaseMillis = 800
/** A body that trickles in holds a connection no longer. */
const requestMillis = 30_000
/** Longer than Google's front end keeps its side of an idle connection, so that it never writes into a closed one. */
const keepAliveMillis = 620_000

const atMost = (millis: number, work: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, millis)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    work.then(done, done)
  })

const readRequest = ({ method = "", url = "", headers }: IncomingMessage, body: Uint8Array): HttpRequest => {
  const at = url.indexOf("?")
  const [path, query] = at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)]
  const joined: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    joined[name] = Array.isArray(value) ? value.join(", ") : (value ?? "")
  }
  return { method, path, query: new URLSearchParams(query), headers: joined, body }
}

const goingAway = wireResponse(problem(503, "Shutting down"))

/** Answers that go on: they end when their reader leaves, and all of them when the server stops. */
const openStreams = () => {
  const open = new Set<Fiber.Fiber<unknown, unknown>>()
  let isStopping = false
  return {
    begin: (response: ServerResponse, fiber: Fiber.Fiber<unknown, unknown>) => {
      open.add(fiber)
      fiber.addObserver(() => open.delete(fiber))
      response.once("close", () => fiber.interruptUnsafe())
      if (isStopping) fiber.interruptUnsafe()
    },
    end: async (): Promise<void> => {
      isStopping = true
      for (const fiber of open) fiber.interruptUnsafe()
      while (open.size > 0) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const respond = <R>(name: string, handler: HttpHandler<R>, request: HttpRequest) =>
  Effect.suspend(() => handler(request)).pipe(
    Effect.map(wireResponse),
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.succeed(goingAway)
        : Effect.as(logError("request died", {}, cause), wireResponse(problem(500, "Internal error"))),
    ),
    Effect.withSpan(`${name} ${request.method}`, { kind: "server" }, { captureStackTrace: false }),
    continueFrom(request.headers),
  )

/** Serves `handler`. A sender who leaves interrupts nothing: what is being committed is committed. */
export const listen = async <R>(
  name: string,
  handler: HttpHandler<R>,
  settings: ServerSettings<R>,
): Promise<Serving> => {
  const { port, host, runtime, bodyLimit = 1024 * 1024, releaseMillis = usualReleaseMillis, onTooLarge } = settings
  const { makeServer = (_, listener) => createServer(listener) } = settings
  await runtime.context()
  const server = await makeServer(name, async (request, response) => {
    const read = readRequest(request, admission.bodyOf(request))
    const exit = await runtime.runPromiseExit(respond(name, handler, read)).catch(() => Exit.succeed(goingAway))
    const answer = Exit.isSuccess(exit) ? exit.value : goingAway
    if (answer.stream === undefined) return send(response, answer)
    if (response.destroyed) return
    admission.letGo(response)
    streams.begin(response, runtime.runFork(sendStream(response, answer, answer.stream)))
  })
  const streams = openStreams()
  const admission = admit(
    server,
    bodyLimit,
    (path) => onTooLarge && runtime.runFork(onTooLarge(path)),
    settings.inFlight,
  )
  Object.assign(server, { requestTimeout: requestMillis, keepAliveTimeout: keepAliveMillis })

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ port, host }, resolve)
  })

  const drainAndRelease = async () => {
    server.close()
    await atMost(drainMillis, Promise.all([streams.end(), admission.drain()]))
    server.closeAllConnections()
    await atMost(releaseMillis, runtime.dispose())
  }
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= drainAndRelease()
    return stopped
  }
  return { port: (server.address() as AddressInfo).port, stop }
}

/**
 * `listen`, for a whole process: an HTTP function on the functions framework's server, which SIGTERM and SIGINT end when the
 * requests in flight are answered.
 */
export const serve = async <R>(
  name: ServiceName,
  handler: HttpHandler<R>,
  settings: ServerSettings<R>,
): Promise<Serving> => {
  dieSilently({ service: name })
  const serving = await listen(name, handler, { ...settings, makeServer: functionServer })
  for (const signal of ["SIGTERM", "SIGINT"]) {
    // The framework's own listener, where it was started by its command, exits at once.
    process.removeAllListeners(signal)
    process.once(signal, () => void serving.stop().finally(() => process.exit(0)))
  }
  await settings.runtime.runPromise(logInfo("listening", { service: name, port: serving.port }))
  return serving
}
