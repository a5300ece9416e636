import { spawn } from "node:child_process"
import { once } from "node:events"
import { connect } from "node:net"
import { Deferred, Effect, Logger, ManagedRuntime, Stream } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { functionServer } from "./FunctionServer.ts"
import type { HttpHandler, HttpRequest } from "./Http.ts"
import { listen, type ServerSettings, type Serving } from "./Server.ts"

const running: Array<Serving> = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()))
})

type MakeServer = Pick<ServerSettings<never>, "makeServer">

const startOn = async (server: MakeServer, handler: HttpHandler, bodyLimit = 1000) => {
  const runtime = ManagedRuntime.make(Logger.layer([]))
  const serving = await listen("under-test", handler, { port: 0, host: "127.0.0.1", runtime, bodyLimit, ...server })
  running.push(serving)
  return { ...serving, url: `http://127.0.0.1:${serving.port}` }
}

/** A handler that remembers what reached it. */
const recorder = () => {
  const requests: Array<HttpRequest> = []
  const handler: HttpHandler = (request) => Effect.sync(() => ({ status: 200, body: requests.push(request) }))
  return { requests, handler }
}

/** What the server says first on a connection. */
const say = async (port: number, ...chunks: ReadonlyArray<string>) => {
  const socket = connect(port, "127.0.0.1")
  let heard = ""
  socket.on("data", (data) => {
    heard += data
    socket.end()
  })
  for (const chunk of chunks) socket.write(chunk)
  await once(socket, "close")
  return heard
}

const accepts = async (port: number) => {
  const socket = connect(port, "127.0.0.1")
  const accepted = await once(socket, "connect").then(
    () => true,
    () => false,
  )
  socket.destroy()
  return accepted
}

const servers: ReadonlyArray<readonly [string, MakeServer]> = [
  ["Node's own server", {}],
  ["the functions framework's", { makeServer: functionServer }],
]

describe.each(servers)("listen on %s", (_, server) => {
  const start = (handler: HttpHandler, bodyLimit?: number) => startOn(server, handler, bodyLimit)

  describe("an answer that goes on", () => {
    const ticking = (): HttpHandler => () =>
      Effect.succeed({
        status: 200,
        headers: { "content-type": "text/event-stream" },
        stream: Stream.map(Stream.tick("5 millis"), () => "data: tick\n\n"),
      })

    it("comes piece by piece, and ends when its reader leaves", async () => {
      let ended = 0
      const handler: HttpHandler = (request) =>
        Effect.map(ticking()(request), (answer) => ({
          ...answer,
          stream: Stream.ensuring(
            answer.stream ?? Stream.empty,
            Effect.sync(() => (ended += 1)),
          ),
        }))
      const { url } = await start(handler)
      const leaving = new AbortController()
      const response = await fetch(`${url}/stream`, { signal: leaving.signal })
      expect(response.headers.get("content-type")).toBe("text/event-stream")
      expect(response.headers.get("cache-control")).toBe("no-store")
      const reader = (response.body as ReadableStream<Uint8Array>).getReader()
      for (let n = 0; n < 3; n++) expect(new TextDecoder().decode((await reader.read()).value)).toContain("data: tick")
      leaving.abort()
      await expect.poll(() => ended).toBe(1)
    })

    it("ends when the server stops, which waits for nobody's reading", async () => {
      const { url, stop } = await start(ticking())
      const response = await fetch(`${url}/stream`)
      const read = response.text()
      await stop()
      expect(await read).toContain("data: tick")
    })
  })

  it("hands a request over raw: no parser has seen it", async () => {
    const { requests, handler } = recorder()
    const { url } = await start(handler)
    const response = await fetch(`${url}/a%20b/c?x=1&x=2`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-Mixed-Case": "v" },
      body: '{"broken": ',
    })
    expect(response.status).toBe(200)
    const [request] = requests
    expect(request?.path).toBe("/a%20b/c")
    expect(request?.query.getAll("x")).toEqual(["1", "2"])
    expect(request?.headers["x-mixed-case"]).toBe("v")
    expect(Buffer.from(request?.body ?? []).toString()).toBe('{"broken": ')
  })

  it("answers JSON that nobody may keep or sniff at", async () => {
    const { url } = await start(() => Effect.succeed({ status: 200, body: { found: true }, headers: { etag: '"1"' } }))
    const response = await fetch(url)
    expect(await response.json()).toEqual({ found: true })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      etag: '"1"',
    })
  })

  it("refuses a body by the length it declares, before it is sent", async () => {
    const { requests, handler } = recorder()
    const { port } = await start(handler)
    const heard = await say(port, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1001\r\n\r\n")
    expect(heard).toMatch(/^HTTP\/1\.1 413 /)
    expect(heard).toContain("application/problem+json")
    expect(requests).toEqual([])
  })

  it("does not ask for a body that is announced as too large", async () => {
    const { port } = await start(recorder().handler)
    const heard = await say(port, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1001\r\nexpect: 100-continue\r\n\r\n")
    expect(heard).toMatch(/^HTTP\/1\.1 413 /)
  })

  it("cuts off a chunked body that grows beyond the limit", async () => {
    const { requests, handler } = recorder()
    const { port } = await start(handler)
    const chunk = `200\r\n${"x".repeat(0x200)}\r\n`
    const heard = await say(port, "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", chunk, chunk)
    expect(heard).toMatch(/^HTTP\/1\.1 413 /)
    expect(requests).toEqual([])
  })

  it("takes a body of exactly the limit", async () => {
    const { requests, handler } = recorder()
    const { url } = await start(handler)
    expect((await fetch(url, { method: "POST", body: "x".repeat(1000) })).status).toBe(200)
    expect(requests[0]?.body.length).toBe(1000)
  })

  it("answers a path that cannot be decoded with a problem of its own", async () => {
    const { port } = await start(recorder().handler)
    const heard = await say(port, "GET /%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    expect(heard).toMatch(/^HTTP\/1\.1 400 /)
    expect(heard).toContain("Malformed path")
  })

  it("answers a defect with a 500 that says nothing about it", async () => {
    const { url } = await start(() => Effect.die(new Error("john.doe@example.com")))
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain("john")
  })

  it("finishes what a sender who left has asked for", async () => {
    const started = Deferred.makeUnsafe<void>()
    const left = Deferred.makeUnsafe<void>()
    const finished = Deferred.makeUnsafe<boolean>()
    const { port } = await start(() =>
      Deferred.succeed(started, undefined).pipe(
        Effect.andThen(Deferred.await(left)),
        Effect.andThen(Deferred.succeed(finished, true)),
        Effect.as({ status: 200 }),
        Effect.onInterrupt(() => Deferred.succeed(finished, false)),
      ),
    )
    const socket = connect(port, "127.0.0.1")
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    await Effect.runPromise(Deferred.await(started))
    socket.destroy()
    await once(socket, "close")
    await Effect.runPromise(Deferred.succeed(left, undefined))
    expect(await Effect.runPromise(Deferred.await(finished))).toBe(true)
  })
})

describe("serve", () => {
  /** A new process on a busy machine. */
  const patience = { timeout: 20_000 }
  const program = `
    import { Effect, Layer, ManagedRuntime } from "effect"
    import { serve } from ${JSON.stringify(new URL("./Server.ts", import.meta.url).href)}
    const released = Layer.effectDiscard(Effect.acquireRelease(Effect.void, () => Effect.sync(() => console.log("released"))))
    const handler = () => Effect.sync(() => console.log("taken")).pipe(
      Effect.andThen(Effect.callback((resume) => { process.once("SIGUSR2", () => resume(Effect.void)) })),
      Effect.as({ status: 200, body: "done" }),
    )
    const { port } = await serve("drained", handler, { port: 0, host: "127.0.0.1", runtime: ManagedRuntime.make(released) })
    console.log("port", port)
  `

  it("answers what it took, releases its resources and ends with 0 on SIGTERM", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: new URL(".", import.meta.url),
    })
    const exited = once(child, "exit")
    let printed = ""
    child.stdout.on("data", (data) => {
      printed += data
    })
    const until = async (pattern: RegExp) => {
      await expect.poll(() => printed, patience).toMatch(pattern)
      return pattern.exec(printed)
    }
    try {
      const port = (await until(/port (\d+)/))?.[1]
      const answer = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text())
      await until(/taken/)
      child.kill("SIGTERM")
      // Once connections are refused the signal has been handled, with the request still in flight.
      await expect.poll(() => accepts(Number(port)), patience).toBe(false)
      child.kill("SIGUSR2")
      expect(await answer).toBe("done")
      await until(/released/)
      expect(await exited).toEqual([0, null])
    } finally {
      child.kill("SIGKILL")
    }
  }, 60_000)
})
