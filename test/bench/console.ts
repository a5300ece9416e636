import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { extname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { readAssets } from "@kith/console/web/Assets"
import { buildAssets } from "@kith/console/web/BuildAssets"
import { startKith } from "@kith/local/Kith"
import { type Browser, chromium, type Page } from "playwright-core"
import { build } from "vite"
import { startOrgs } from "../stories/Orgs.ts"

/**
 * `pnpm bench:console`: the console in Chromium on loopback. First paint beside that of a page of one word, and the time
 * between frames while a graph of ten thousand nodes is dragged about, beside that of a hundred.
 */

const rounds = 10
const dragMillis = 3_000
const token = "a-token-of-the-benchmark"

const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

const quantile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((x, y) => x - y)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
const say = (line: string) => process.stdout.write(`${line}\n`)
const millis = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`
const times = (value: number) => `${value.toFixed(1)} times`

const serveFolder = async (folder: string) => {
  const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname
    if (path === "/word") return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>Kith")
    const file = path === "/" ? "/index.html" : path
    if (!existsSync(join(folder, file))) return response.writeHead(404).end()
    response
      .writeHead(200, { "content-type": types[extname(file)] ?? "text/plain" })
      .end(readFileSync(join(folder, file)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

/** Each time in a browser profile that has nothing of it. */
const firstPaints = async (browser: Browser, url: string, shows: string) => {
  const paints: Array<number> = []
  const shown: Array<number> = []
  for (let n = 0; n < rounds; n += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    const startedAt = performance.now()
    await page.goto(url)
    await page.getByText(shows).first().waitFor()
    shown.push(performance.now() - startedAt)
    paints.push(await page.evaluate(`performance.getEntriesByName("first-contentful-paint")[0].startTime`))
    await context.close()
  }
  return { paint: quantile(paints, 0.5), shown: quantile(shown, 0.5) }
}

const dragged = async (page: Page, url: string, nodes: number) => {
  await page.goto(`${url}/?nodes=${nodes}`)
  const drawnIn: number = await page.evaluate("window.drawnIn")
  const frames = page.evaluate(`window.frames(${dragMillis})`) as Promise<ReadonlyArray<number>>
  await page.mouse.move(700, 450)
  await page.mouse.down()
  const until = performance.now() + dragMillis
  for (let n = 0; performance.now() < until; n += 1)
    await page.mouse.move(700 + 200 * Math.sin(n / 20), 450 + 120 * Math.cos(n / 20))
  await page.mouse.up()
  const between = await frames
  return { drawnIn, p50: quantile(between, 0.5), p95: quantile(between, 0.95), frames: between.length }
}

const directory = mkdtempSync(join(tmpdir(), "kith-bench-console-"))
const orgs = await startOrgs()
const kith = await startKith(
  {
    ...orgs.env,
    KITH_PEPPER: "a pepper that only the benchmark knows, and long enough",
    WEBHOOK_TOKENS: token,
    CONSOLE_TOKENS: token,
    PROFILE_BASE_URL: "https://kith.example.org",
    PORT: "0",
    KITH_DATA_DIR: directory,
    LOG_LEVEL: "error",
  },
  undefined,
  readAssets(await buildAssets()),
)
const root = fileURLToPath(new URL("../../services/console/web/bench", import.meta.url))
const graph = join(directory, "graph")
await build({ root, configFile: false, logLevel: "warn", build: { outDir: graph, emptyOutDir: true } })
const files = await serveFolder(graph)
const executablePath =
  process.env["CHROMIUM_PATH"] || spawnSync("which", ["chromium"], { encoding: "utf8" }).stdout.trim()
const browser = await chromium.launch({ executablePath, args: [...args, ...quiet] })
try {
  const word = await firstPaints(browser, `${files.url}/word`, "Kith")
  const signIn = await firstPaints(browser, `http://127.0.0.1:${kith.port}/`, "Sign in to Kith")
  const overview = await firstPaints(browser, `http://127.0.0.1:${kith.port}/#token=${token}`, "Nothing is lost")
  say(`First paint on loopback, nothing cached, the median of ${rounds}; and until what one came for is on the screen`)
  say(`  a page of one word   ${millis(word.paint)}`)
  say(
    `  signing in           ${millis(signIn.paint)}, ${times(signIn.paint / word.paint)} that; ${millis(signIn.shown)}`,
  )
  say(
    `  the overview         ${millis(overview.paint)}, ${times(overview.paint / word.paint)} that; ${millis(overview.shown)}`,
  )

  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  say(`Between two frames while a graph is dragged for ${dragMillis / 1000} s, drawn without a graphics card`)
  const small = await dragged(page, files.url, 100)
  say(`       100 nodes   p50 ${millis(small.p50)}, p95 ${millis(small.p95)}`)
  const large = await dragged(page, files.url, 10_000)
  say(
    `    10,000 nodes   p50 ${millis(large.p50)}, p95 ${millis(large.p95)}, ${times(large.p50 / small.p50)} that; drawn in ${millis(large.drawnIn)}`,
  )
} finally {
  await browser.close()
  files.close()
  await kith.stop()
  await orgs.stop()
  rmSync(directory, { recursive: true, force: true })
}
