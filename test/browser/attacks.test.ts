import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { guideEvent } from "../stories/Events.ts"
import { program } from "./Chromium.ts"
import { type Console, openConsole } from "./Console.ts"
import { known } from "./People.ts"

const markup = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`

/** Somebody else's page on another origin, which does what it likes. */
const strangersPage = async (html: string) => {
  const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(html))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

describe.skipIf(program === undefined)("Somebody with bad intentions", () => {
  let console: Console
  beforeAll(async () => {
    console = await openConsole()
  })
  afterAll(() => console.close())

  it("gets no markup of an event to run on any screen", async () => {
    const { centre } = console
    const custom = {
      email: "mallory@markup.example",
      firstName: markup,
      lastName: markup,
      tier: markup,
      visitorId: markup,
    }
    await centre.post(guideEvent("Created", 1, { id: "br-markup", custom }))
    await centre.post({ id: markup, attributes: 3 })
    const customerId = await known("br-markup")(centre)
    const page = await console.at(`#/person/${customerId}`)
    await page.getByRole("button", { name: "Unmask values" }).click()
    await page.locator(".facts").getByText("<img src=x").first().waitFor()
    for (const hash of [
      "#/events",
      "#/dead-letters",
      `#/person/${encodeURIComponent(markup)}`,
      `#/${encodeURIComponent(markup)}`,
    ]) {
      await page.goto(`${centre.url()}/${hash}`)
      await page.locator(".page h1").waitFor()
      expect(await page.title()).not.toBe("taken")
      expect(await page.locator("main img, main script").count()).toBe(0)
    }
    console.complaints()
  })

  it("cannot run a script that got into the page all the same", async () => {
    const page = await console.at("#/")
    const ran = await page.evaluate(`(() => {
      const script = document.createElement("script")
      try {
        script.textContent = "document.title = 'taken'"
      } catch {
        return "refused"
      }
      document.body.append(script)
      return document.title
    })()`)
    expect(ran).not.toBe("taken")
    expect(console.complaints().join()).toMatch(/Content Security Policy|TrustedScript/)
  })

  it("cannot act for somebody who is signed in from another page: there is no cookie that would speak for them", async () => {
    const url = console.centre.url()
    const stranger = await strangersPage(`<form id="f" method="post" enctype="text/plain" action="${url}/erasures">
      <input name='{"email":"ana@example.com","x":"' value='"}'></form>`)
    try {
      const page = await console.at("#/")
      await page.getByRole("heading", { name: "Overview" }).waitFor()
      const other = await page.context().newPage()
      await other.goto(stranger.url)
      const read = await other.evaluate(
        (address) =>
          fetch(`${address}/ledger`, { credentials: "include" }).then(
            (answer) => `read ${answer.status}`,
            () => "refused",
          ),
        url,
      )
      expect(read).toBe("refused")
      const [answer] = await Promise.all([
        other.waitForResponse(`${url}/erasures`),
        other.evaluate(`document.getElementById("f").submit()`),
      ])
      expect(answer.status()).toBe(401)
    } finally {
      stranger.close()
      console.complaints()
    }
  })

  it("cannot put the console into a frame to have clicks on it", async () => {
    const stranger = await strangersPage(`<iframe src="${console.centre.url()}/"></iframe>`)
    try {
      const page = await console.page()
      await page.goto(stranger.url)
      await page.waitForTimeout(300)
      const framed = page.frames().find((frame) => frame !== page.mainFrame())
      expect(await framed?.locator("#app").count()).toBe(0)
      expect(console.complaints().join()).toMatch(/frame-ancestors|X-Frame-Options/)
    } finally {
      stranger.close()
    }
  })

  it("learns nothing from an address that the console was left by", async () => {
    const page = await console.at("#/")
    const response = await page.request.get(console.centre.url())
    expect(response.headers()).toMatchObject({ "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" })
  })

  afterEach(() => expect(console.complaints()).toEqual([]))
})
