import { readAssets } from "@kith/console/web/Assets"
import { buildAssets } from "@kith/console/web/BuildAssets"
import type { BrowserContextOptions, Page } from "playwright-core"
import { openCentre } from "../stories/Centre.ts"
import { guideEvent } from "../stories/Events.ts"
import { consoleToken } from "../stories/Secrets.ts"
import { openBrowser } from "./Chromium.ts"

/** Tokens with one scope each, besides the one that has all. */
export const tokens = {
  all: consoleToken,
  profiles: "a-token-of-an-analyst-only",
  operations: "a-token-of-an-operator-only",
  privacy: "a-token-of-a-privacy-officer",
} as const

const settings = {
  CONSOLE_TOKENS: [
    `profiles+privacy+operations:${tokens.all}`,
    `profiles:${tokens.profiles}`,
    `operations:${tokens.operations}`,
    `privacy:${tokens.privacy}`,
  ].join(","),
}

/** The console as a person meets it: the embedded system with its web app, its two orgs, a browser, and traffic. */
export const openConsole = async () => {
  const centre = await openCentre(
    { genesys: { unknownInteractions: "adopt" } },
    settings,
    readAssets(await buildAssets()),
  )
  const browser = await openBrowser(centre.url)
  const traffic = startTraffic((event) => centre.post(event))

  /** Signed in by a link, at a screen. */
  const at = async (hash: string, options?: BrowserContextOptions, token: string = tokens.all): Promise<Page> => {
    const page = await browser.page(options)
    await page.goto(`${centre.url()}/#token=${token}`)
    await page.locator(".shell").waitFor()
    if (hash !== "#/") await page.goto(`${centre.url()}/${hash}`)
    return page
  }

  return {
    centre,
    page: browser.page,
    complaints: browser.complaints,
    at,
    close: async () => {
      await traffic.stop()
      await browser.close()
      await centre.close()
    },
  }
}
export type Console = Awaited<ReturnType<typeof openConsole>>

/** Somebody opens a chat, and tells an email address, again and again. */
const startTraffic = (post: (event: unknown) => Promise<unknown>) => {
  let isOver = false
  const run = async () => {
    for (let n = 0; !isOver; n += 1) {
      const custom = { visitorId: `passer-by-${n}`, email: `passer-by-${n}@traffic.example` }
      await post(guideEvent("Created", 60, { id: `traffic-${n}`, custom }))
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
  }
  const running = run()
  return {
    stop: () => {
      isOver = true
      return running
    },
  }
}
