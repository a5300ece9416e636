import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { wireResponse } from "@kith/core/http/WireResponse"
import { afterAll, describe, expect, it } from "vitest"
import { noAssets, readAssets } from "./Assets.ts"
import { serveAsset } from "./ServeAssets.ts"

const folder = mkdtempSync(join(tmpdir(), "kith-assets-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, "assets"))
writeFileSync(join(folder, "index.html"), "<!doctype html><title>Kith</title>")
writeFileSync(join(folder, "assets", "index-4f3a.js"), "export const kith = 'ä'".repeat(40))
writeFileSync(join(folder, "secrets.json"), "{}")
const assets = readAssets(folder)

const ask = (path: string, headers: Record<string, string> = {}) =>
  serveAsset(
    assets,
    { method: "GET", path: `/${path}`, query: new URLSearchParams(), headers, body: new Uint8Array() },
    path,
  )

describe("The web app", () => {
  it("is served with the type of each file, kept for good where the name holds a hash, and asked for again elsewhere", () => {
    expect(ask("index.html")).toMatchObject({
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
    })
    expect(ask("assets/index-4f3a.js")).toMatchObject({
      status: 200,
      headers: {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=31536000, immutable",
      },
    })
  })

  it("may do nothing but what this server hands it, and stands in nobody else's page", () => {
    const { headers = {} } = ask("index.html")
    const policy = headers["content-security-policy"] ?? ""
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:|blob:/)
    expect(headers).toMatchObject({ "referrer-policy": "no-referrer", "x-frame-options": "DENY" })
    expect(wireResponse(ask("index.html")).headers).toMatchObject({ "x-content-type-options": "nosniff" })
  })

  it("is packed for whoever takes it packed, and says so", () => {
    const plain = wireResponse(ask("assets/index-4f3a.js"))
    const packed = wireResponse(ask("assets/index-4f3a.js", { "accept-encoding": "gzip, br" }))
    expect(packed.headers).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" })
    expect(packed.headers["content-length"]).toBe(String(packed.body.length))
    expect(packed.body.length).toBeLessThan(plain.body.length)
    expect(gunzipSync(packed.body)).toEqual(plain.body)
  })

  it("is not sent again to whoever has it", () => {
    const { headers = {} } = ask("index.html")
    expect(ask("index.html", { "if-none-match": headers["etag"] ?? "" })).toMatchObject({ status: 304 })
  })

  it("is the files of the build and no others", () => {
    for (const path of ["secrets.json", "../index.html", "assets/other.js", ""]) expect(ask(path).status).toBe(404)
    expect(readAssets(join(folder, "nowhere"))).toEqual(noAssets)
  })
})
