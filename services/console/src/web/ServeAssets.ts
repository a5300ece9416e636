import { type HttpRequest, type HttpResponse, problem } from "@kith/core/http/Http"
import type { Assets } from "./Assets.ts"

/**
 * What a page of ours may do: run and show what this server has, and ask this server. No script, style or frame of anybody
 * else's, no text made into script or markup, and no page of anybody else's around it.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ")

const guarding = {
  "content-security-policy": contentSecurityPolicy,
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  // For browsers that do not know frame-ancestors.
  "x-frame-options": "DENY",
}

/** Names of files below `assets/` hold a hash of what is in them; the others are asked for again each time. */
const cachingOf = (path: string): string =>
  path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache"

/** `GET /` and the files of the web app. Nothing in them is personal, so they need no token. */
export const serveAsset = (assets: Assets, { headers }: HttpRequest, path: string): HttpResponse => {
  const asset = assets.get(path)
  if (asset === undefined) return problem(404, "Not found")
  const standing = { ...guarding, "cache-control": cachingOf(path), etag: asset.etag, vary: "accept-encoding" }
  if (headers["if-none-match"]?.includes(asset.etag)) return { status: 304, headers: standing }
  const described = { ...standing, "content-type": asset.contentType }
  return /\bgzip\b/.test(headers["accept-encoding"] ?? "")
    ? { status: 200, headers: { ...described, "content-encoding": "gzip" }, body: asset.gzipped() }
    : { status: 200, headers: described, body: asset.bytes }
}
