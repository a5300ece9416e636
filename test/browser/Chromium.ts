import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { inject } from "vitest"

/** The browser's program; nothing where there is none, and every test is skipped. */
export const program = inject("chromium")

const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

export interface Opened {
  /** A page of a browser that knows nothing of the others; what it complains about is kept. */
  readonly page: (options?: BrowserContextOptions) => Promise<Page>
  /** What pages said on their consoles, threw, or asked of anybody but `origin`; and forgets it. */
  readonly complaints: () => ReadonlyArray<string>
  readonly close: () => Promise<void>
}

/** A browser whose pages may speak to `origin` and to nobody else. */
export const openBrowser = async (origin: () => string): Promise<Opened> => {
  const browser: Browser = await chromium.launch({ executablePath: program ?? "", args: quiet })
  let heard: Array<string> = []
  return {
    page: async (options) => {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        reducedMotion: "reduce",
        ...options,
      })
      context.setDefaultTimeout(20_000)
      const page = await context.newPage()
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) heard.push(`${message.type()}: ${message.text()}`)
      })
      page.on("pageerror", ({ message }) => heard.push(`thrown: ${message}`))
      page.on("request", (request) => {
        if (!request.url().startsWith(origin()) && !request.url().startsWith("blob:"))
          heard.push(`asked: ${request.url()}`)
      })
      return page
    },
    complaints: () => {
      const all = heard
      heard = []
      return all
    },
    close: () => browser.close(),
  }
}
