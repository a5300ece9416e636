import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root, textOf } from "./Sources.ts"

const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)))

describe("The tree", () => {
  it("names no path of anybody's machine", () => {
    const foreign = /(^|[\s"'`(=:])\/(work|home|root|Users|mnt)\/[a-z]/im
    expect(files.length).toBeGreaterThan(200)
    expect(files.filter((file) => foreign.test(textOf(file)))).toEqual([])
  })

  it("holds no drawer for what belongs nowhere", () => {
    const drawer = /(^|\/)(utils?|common|helpers?|lib|types|misc)(\/|\.ts$)|(Manager|Impl|Service|Utils?)\.ts$/
    // There a service is the thing itself: one of Cloud Run's.
    expect(files.filter((file) => drawer.test(file) && !file.startsWith("infra/"))).toEqual([])
  })

  it("promises nothing for later in a comment", () => {
    const later = new RegExp(`\\b(${["TO", "FIX", "HA"].map((half, i) => half + ["DO", "ME", "CK"][i]).join("|")})\\b`)
    expect(files.filter((file) => file.endsWith(".ts") && later.test(textOf(file)))).toEqual([])
  })
})
