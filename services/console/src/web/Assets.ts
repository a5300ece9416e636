import { createHash } from "node:crypto"
import { globSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { gzipSync } from "node:zlib"

/** One file of the web app, as it is served. */
export interface Asset {
  readonly contentType: string
  readonly bytes: Uint8Array
  /** The same, for whoever takes gzip; made when it is first asked for. */
  readonly gzipped: () => Uint8Array
  readonly etag: string
}

/** The files of the web app by their path: `index.html`, `assets/index-4f3a.js`, … */
export type Assets = ReadonlyMap<string, Asset>

/** Of a console that answers programs only. */
export const noAssets: Assets = new Map()

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
}

/** Reads a built app into memory: a few files, of some hundred kilobytes in all. No files where there is no folder. */
export const readAssets = (folder: string): Assets =>
  new Map(
    globSync("**/*.*", { cwd: folder })
      .sort()
      .flatMap((path) => {
        const contentType = contentTypes[extname(path)]
        if (contentType === undefined) return []
        const bytes = readFileSync(join(folder, path))
        return [[path.replaceAll("\\", "/"), assetOf(contentType, bytes)] as const]
      }),
  )

const assetOf = (contentType: string, bytes: Uint8Array): Asset => {
  let kept: Uint8Array | undefined
  const gzipped = () => {
    kept ??= gzipSync(bytes, { level: 9 })
    return kept
  }
  return {
    contentType,
    bytes,
    gzipped,
    etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
  }
}
