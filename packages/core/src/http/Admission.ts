import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http"
import { type InFlight, makeInFlight } from "../pressure/Pressure.ts"
import { problem } from "./Http.ts"
import { send, wireResponse } from "./WireResponse.ts"

/** What stands between the socket and the functions framework, which would read and parse bodies of up to 1 GB. */
export interface Admission {
  /** The body's bytes as they came. */
  readonly bodyOf: (request: IncomingMessage) => Uint8Array
  /** An answer that goes on for as long as somebody reads: it is no work, and nobody waits for its end. */
  readonly letGo: (response: ServerResponse) => void
  /** Closes the connection after every answer from now on; resolves when no request is in flight. */
  readonly drain: () => Promise<void>
}

/** More at once would all be answered too late for their senders, and their bodies fill the memory. */
const mostInFlight = 1_000

/** How long a sender may go on sending after it was told 413. */
const patienceMillis = 1000

const declaresMoreThan = (limit: number, { headers }: IncomingMessage) => Number(headers["content-length"] ?? 0) > limit

/** More than `limit` bytes are never held. Of a sender that leaves, nothing is heard any more. */
const readBody = (request: IncomingMessage, limit: number): Promise<Buffer | "too-large"> =>
  new Promise((resolve) => {
    if (declaresMoreThan(limit, request)) return resolve("too-large")
    const chunks: Array<Buffer> = []
    let size = 0
    request.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else resolve("too-large")
    })
    request.on("end", () => resolve(Buffer.concat(chunks)))
  })

/**
 * 413 and the connection closed, but not at once: what comes is thrown away for a second, for closing on somebody who is
 * sending resets the connection, and the reset would overtake the answer.
 */
const refuse = (request: IncomingMessage, response: ServerResponse): void => {
  const { status, headers, body } = wireResponse(problem(413, "Body too large"))
  response.writeHead(status, { ...headers, connection: "close" }).write(body)
  const cut = setTimeout(() => request.destroy(), patienceMillis)
  response.once("close", () => clearTimeout(cut))
  request
    .removeAllListeners("data")
    .on("end", () => response.end())
    .resume()
}

const isDecodable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** The framework's router fails, and prints the path, on one that it cannot decode. */
const isRoutable = (url = ""): boolean => url.startsWith("/") && isDecodable(url.split("?", 1)[0] ?? "")

const tooMany = wireResponse({
  ...problem(503, "Too many requests at once", "try again"),
  headers: { "content-type": "application/problem+json", "retry-after": "1" },
})

/**
 * Takes the place of the server's request listener and hands on to it what is within bounds, already read. `onTooLarge` is
 * told the path of what is not; in `counted` stands how many are in flight.
 */
export const admit = (
  server: Server,
  bodyLimit: number,
  onTooLarge: (path: string) => void = () => {},
  counted: InFlight = makeInFlight(),
): Admission => {
  const [framework] = server.listeners("request")
  const bodies = new WeakMap<IncomingMessage, Buffer>()
  const inFlight = new Set<ServerResponse>()
  let drained: (() => void) | undefined

  const track = (response: ServerResponse) => {
    inFlight.add(response)
    counted.count = inFlight.size
    if (drained !== undefined) response.setHeader("connection", "close")
    response.once("close", () => letGo(response))
  }

  const letGo = (response: ServerResponse) => {
    inFlight.delete(response)
    counted.count = inFlight.size
    if (inFlight.size === 0) drained?.()
  }

  const take: RequestListener = async (request, response) => {
    track(response)
    if (inFlight.size > mostInFlight) {
      request.resume()
      return send(response, tooMany)
    }
    if (!isRoutable(request.url)) return send(response, wireResponse(problem(400, "Malformed path")))
    const body = await readBody(request, bodyLimit)
    if (body === "too-large") {
      onTooLarge(request.url?.split("?", 1)[0] ?? "")
      return refuse(request, response)
    }
    bodies.set(request, body)
    framework?.call(server, request, response)
  }

  server.removeAllListeners("request").on("request", take)
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (!declaresMoreThan(bodyLimit, request)) response.writeContinue()
    server.emit("request", request, response)
  })

  return {
    bodyOf: (request) => bodies.get(request) ?? new Uint8Array(),
    letGo,
    drain: () =>
      new Promise((resolve) => {
        drained = resolve
        if (inFlight.size === 0) resolve()
        for (const response of inFlight) if (!response.headersSent) response.setHeader("connection", "close")
      }),
  }
}
