import { createPublicKey, verify } from "node:crypto"
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ActivationAnswer, PolicyProgress } from "@kith/console/api/Policies"
import { type RouteName, routes } from "@kith/console/api/routes"
import { defaultIdentifierPolicy } from "@kith/core/identifier/IdentifierPolicy"
import { defaultLinkingPolicy } from "@kith/core/identity/Policy"
import { canonicalJson } from "@kith/core/interaction/CanonicalJson"
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest"
import * as z from "zod"
import { type Centre, openCentre } from "./Centre.ts"
import { runKith } from "./CommandLine.ts"
import { guideEvent } from "./Events.ts"
import { eventually } from "./Eventually.ts"
import { consoleToken, webhookToken } from "./Secrets.ts"
import { hasTerminals, onTerminal } from "./Terminal.ts"

/** The real command line, as processes of their own, against a whole system. */

// A dozen processes begin and end within some of these.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const ana = { email: "ana.lima@example.com", phone: "+12025550143" }
const visitor = "visitor-of-ana"
const narrow = "a-token-for-profiles-only"
const tokens = `night=:${consoleToken},desk=profiles:${narrow}`

let centre: Centre
let folder: string
let tokenFile: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kith-command-line-"))
  tokenFile = join(folder, "token")
  writeFileSync(tokenFile, `${narrow}\n`, { mode: 0o600 })
  centre = await openCentre({ genesys: { unknownInteractions: "adopt" } }, { CONSOLE_TOKENS: tokens })
  await centre.hears(
    guideEvent("Created", 1, { id: "chat-ana", custom: { visitorId: visitor, email: ana.email } }),
    guideEvent("Created", 2, { id: "call-ana", type: "voice", custom: { ...ana, name: "\u001b[2JAna" } }),
  )
})
afterAll(async () => {
  await centre.close()
  rmSync(folder, { recursive: true, force: true })
})

const environment = () => ({
  KITH_URL: centre.url(),
  KITH_TOKEN: consoleToken,
  KITH_WEBHOOK_TOKEN: webhookToken,
  KITH_DATA_DIR: join(folder, "none"),
})
const kith = (typed: ReadonlyArray<string>, stdin = "", env: Readonly<Record<string, string>> = {}) =>
  runKith({ ...environment(), ...env }, typed, stdin)

/** Runs it for a program to read: the answer has to be what the route's own schema says, and nothing else is on stdout. */
const answer = async (route: RouteName, typed: ReadonlyArray<string>, stdin?: string) => {
  const ended = await kith(typed, stdin)
  expect(ended.beside).not.toContain(consoleToken)
  expect([ended.code, ended.beside]).toEqual([0, expect.any(String)])
  return (routes[route].answers as { readonly 200: z.ZodType })[200].parse(JSON.parse(ended.out)) as z.infer<
    (typeof answerSchemas)["any"]
  >
}
const answerSchemas = { any: z.record(z.string(), z.unknown()) }

describe("kith send", () => {
  const event = JSON.stringify(
    guideEvent("Created", 3, { id: "mail-ana", type: "email", custom: { email: ana.email } }),
  )

  it("plays an event through without keeping anything, and then posts it", async () => {
    const tried = await answer("POST /try", ["send", "--dry-run"], event)
    expect(tried).toMatchObject({ disposition: "applied", masked: true, interactionId: "mail-ana" })
    expect(await centre.interaction("mail-ana")).toMatchObject({ status: "pending" })

    const sent = await kith(["send"], event)
    expect(sent.code, sent.beside).toBe(0)
    expect(JSON.parse(sent.out)).toEqual({ accepted: true, eventId: expect.any(String), disposition: "accepted" })
    await centre.settled()
    expect(await centre.customerIn("mail-ana")).toBe(await centre.customerIn("chat-ana"))
    const { eventId } = JSON.parse(sent.out)
    const became = await answer("GET /events/:id", ["event", eventId])
    expect(became).toMatchObject({ event: { eventId, disposition: "applied" }, masked: true })
  })

  it("sends a file of events line by line, says which were refused, and fails if any was", async () => {
    const file = join(folder, "events.jsonl")
    writeFileSync(file, `${event}\n{"id":"x","attributes":3}\n`)
    const ended = await kith(["send", file, "--lines"])
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.out)).toMatchObject({ irrelevant: 1, refused: 1, refusals: [{ line: 2 }] })
  })
})

describe("kith person, explain and why", () => {
  it("find somebody by anything that identifies them, masked unless it is said otherwise, which is written down", async () => {
    const customerId = await centre.customerIn("chat-ana")
    const found = await answer("GET /persons/:customerId", ["person", ana.email])
    expect(found).toMatchObject({ found: true, customerId, masked: true })
    expect(JSON.stringify(found)).not.toContain(ana.email)
    const plain = await answer("GET /persons/:customerId", ["person", "-", "--unmask"], ana.phone)
    expect(JSON.stringify(plain)).toContain(ana.email)
    const { body } = await centre.ask("GET /audits?limit=500")
    expect(JSON.stringify(body)).toMatch(/"who":"night","action":"unmasked"/)

    const timeline = await answer("GET /persons/:customerId/timeline", ["person", "call-ana", "--timeline"])
    expect(timeline["interactions"]).toHaveLength(3)
  })

  it("are tables for people, on which a name from an event does nothing", async () => {
    const ended = await kith(["person", "call-ana", "--unmask", "--no-json"])
    expect(ended.code).toBe(0)
    expect(ended.out).toMatch(/KIND +VALUE +FIRST SEEN +IN\n/)
    expect(ended.out).toContain("[2JAna")
    expect(ended.out).not.toContain("\u001b")
  })

  it("say because of what, and from one to the other", async () => {
    expect(await answer("GET /interactions/:id", ["explain", "call-ana"])).toMatchObject({ resolutionTier: 1 })
    const person = await answer("GET /persons/:customerId", ["explain", ana.phone])
    expect(person["history"]).not.toHaveLength(0)
    const why = await answer("POST /explanations", ["why", `visitor:${visitor}`, ana.phone])
    expect(why).toMatchObject({ same: true, chain: [{}, {}] })
  })

  it("end with 3 where nobody is known, and 1 where the token does not let it", async () => {
    expect(await kith(["person", "nobody@example.com"])).toMatchObject({ code: 3, out: "" })
    expect(await kith(["why", ana.email, "nobody@example.com"])).toMatchObject({ code: 3 })
    const forbidden = await kith(["dead-letters"], "", { KITH_TOKEN: narrow })
    expect(forbidden).toMatchObject({ code: 1, beside: expect.stringContaining("scope operations") })
    expect(await kith(["person", ana.email, "--token-file", tokenFile])).toMatchObject({ code: 0 })
  })
})

describe("kith without a token", () => {
  it("takes the one that start made up and kept beside its data, towards this machine only", async () => {
    const kept = { KITH_PEPPER: "p".repeat(32), WEBHOOK_TOKENS: webhookToken, CONSOLE_TOKENS: consoleToken }
    writeFileSync(join(folder, "secrets.json"), JSON.stringify(kept))
    const none = { KITH_TOKEN: "", KITH_WEBHOOK_TOKEN: "", KITH_DATA_DIR: folder }
    expect(await kith(["explain", "chat-ana"], "", none)).toMatchObject({ code: 0 })
    const elsewhere = await kith(["explain", "chat-ana"], "", { ...none, KITH_URL: "https://kith.invalid" })
    expect(elsewhere).toMatchObject({ code: 2, beside: expect.stringContaining("Set KITH_TOKEN") })
  })
})

describe("kith dead-letters and replay", () => {
  const Listed = z.strictObject({
    deadLetters: routes["GET /dead-letters"].answers[200].shape.deadLetters,
    more: z.boolean(),
  })
  const Replayed = routes["POST /dead-letters/replay"].answers[200]

  it("list what was given up, say the difference a replay would make, and replay it", async () => {
    const listed = Listed.parse(JSON.parse((await kith(["dead-letters", "--reason", "InvalidEvent"])).out))
    expect(listed.deadLetters).toHaveLength(1)
    const [letter] = listed.deadLetters
    expect(letter).not.toHaveProperty("data")
    const id = letter?.id ?? ""

    const tried = Replayed.parse(JSON.parse((await kith(["replay", "--reason", "InvalidEvent", "--dry-run"])).out))
    expect(tried).toMatchObject({ replayed: 0, differences: [{ id, disposition: "refused" }] })
    const done = await kith(["replay", "--all", "--yes"])
    expect(done.code).toBe(1)
    expect(Replayed.parse(JSON.parse(done.out))).toMatchObject({ replayed: 0, stillRefused: [{ id }] })
    expect(await kith(["replay", id, "--dry-run"])).toMatchObject({ code: 0 })
    expect(await kith(["replay", "no-such-one"])).toMatchObject({ code: 3 })
  })
})

if (!hasTerminals) console.warn("\nSKIPPED: what kith asks on a terminal needs util-linux's script.\n")

describe("kith policy", () => {
  const Activated = ActivationAnswer.extend({ progress: PolicyProgress.optional() }).strict()
  const activated = async (typed: ReadonlyArray<string>) => {
    const ended = await kith(["policy", ...typed, "--reason", "a story", "--yes"])
    expect([ended.code, ended.beside]).toEqual([0, expect.stringContaining("All of history")])
    return Activated.parse(JSON.parse(ended.out))
  }
  const fileOf = (name: string, policy: object) => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(policy))
    return file
  }
  const phone = {
    ...defaultLinkingPolicy.kinds.phone,
    anchors: { ...defaultLinkingPolicy.kinds.phone.anchors, email: 1 },
  }
  const linking = { ...defaultLinkingPolicy, kinds: { ...defaultLinkingPolicy.kinds, phone } }
  const differences = [{ path: "kinds.phone.anchors.email", from: 3, to: 1 }]
  const couple = () => Promise.all(["eve", "otto"].map((id) => centre.customerIn(id)))

  it("previews who would come apart, and does nothing", async () => {
    const shared = { phone: "+12025550171" }
    await centre.hears(
      guideEvent("Created", 11, { id: "eve", custom: { ...shared, email: "eve@example.com" } }),
      guideEvent("Created", 12, { id: "otto", custom: { ...shared, email: "otto@example.com" } }),
    )
    const file = fileOf("policy.json", { linking })
    const preview = await answer("POST /policies/preview", ["policy", "preview", file])
    const [eve, otto] = await couple()
    expect(eve).toBe(otto)
    expect(preview).toMatchObject({ policyVersion: 1, differences, fraction: 1, split: 1, merged: 0, nowShared: 1 })
    const table = await kith(["policy", "preview", "-", "--no-json"], readFileSync(file, "utf8"))
    expect(table.out).toMatch(/Persons more by coming apart +1\n/)
    expect(table.out).toContain(`${eve}  One person would be 2.  A phone number would count`)

    expect(await answer("POST /policies", ["policy", "activate", file, "--reason", "a story", "--dry-run"])).toEqual({
      ...{ dryRun: true, version: 2, differences },
    })
    expect(await answer("GET /policies", ["policy", "show"])).toMatchObject({ active: { version: 1 }, earlier: [] })
  })

  it("activates it, follows history until all of it does, and rolls it back", async () => {
    const [before] = await couple()
    const file = join(folder, "policy.json")
    const first = await activated(["activate", file, "--based-on", "1"])
    expect(first).toMatchObject({ version: 2, differences, progress: { phase: "applied", changed: 2 } })
    await centre.settled()
    const [eve, otto] = await couple()
    expect(eve).not.toBe(otto)
    expect(await activated(["activate", file])).toMatchObject({ version: 2, inForce: true, differences: [] })

    const rollback = ["policy", "rollback", "1", "--reason", "a story", "--yes"]
    expect(await kith([...rollback, "--based-on", "1"])).toMatchObject({
      ...{ code: 1, out: "", beside: expect.stringContaining("version 2 is in force by now") },
    })
    expect(await kith(["policy", "rollback", "9", "--reason", "a story", "--yes"])).toMatchObject({ code: 3 })
    const ordered = await answer("POST /policies/rollback", [...rollback, "--no-wait"])
    expect(ordered).toMatchObject({ version: 3 })
    const shown = await answer("GET /policies", ["policy", "show", "--follow"])
    expect(shown).toMatchObject({
      active: { version: 3, status: "applied", restores: 1, by: "night", reason: "a story" },
      earlier: [{ version: 2 }, { version: 1 }],
    })
    await centre.settled()
    expect(await couple()).toEqual([before, before])
  })

  it.skipIf(!hasTerminals)("asks on a terminal, and does what was agreed to or nothing", async () => {
    const typed = ["policy", "activate", join(folder, "policy.json"), "--reason", "a story"]
    const asked = async () => {
      const terminal = onTerminal("packages/cli/src/main.ts", environment(), typed)
      onTestFinished(() => void terminal.hangUp())
      await eventually(async () => expect(terminal.shown()).toContain("Activate it?"), 100)
      expect(terminal.shown()).toMatch(/It would be policy 4\.[\s\S]*kinds\.phone\.anchors\.email +3 +1/)
      return terminal
    }
    const refusing = await asked()
    refusing.press("n")
    expect(await refusing.ended).toBe(1)
    expect(await centre.ask("GET /policies")).toMatchObject({ body: { active: { version: 3 } } })

    const late = await asked()
    const other = { linking: { ...linking, anchorCap: linking.anchorCap - 1 } }
    expect(await centre.ask("POST /policies", { policy: other, reason: "a story" })).toMatchObject({ status: 202 })
    late.press("y")
    expect(await late.ended).toBe(1)
    expect(late.shown()).toContain("version 4 is in force by now")
    expect(await activated(["rollback", "1"])).toMatchObject({ version: 5 })
  })

  it("names what cannot be activated, and needs the scope", async () => {
    const file = fileOf("region.json", { linking, identifiers: { ...defaultIdentifierPolicy, defaultRegion: "DE" } })
    const refused = await kith(["policy", "preview", file])
    expect(refused).toMatchObject({ code: 1, out: "", beside: expect.stringContaining("identifiers.defaultRegion") })
    expect(await kith(["policy", "show"], "", { KITH_TOKEN: narrow })).toMatchObject({ code: 1, out: "" })
  })
})

describe("kith called wrongly", () => {
  it.each([
    [["person"]],
    [["persons", "x"]],
    [["replay"]],
    [["replay", "--all"]],
    [["erase", ana.email]],
    [["policy", "preview", "/nowhere"]],
    [["policy", "preview", "package.json"]],
    [["policy", "rollback", "1", "--reason", " "]],
    [["policy", "rollback", "2", "--reason", "a story"]],
    [["person", ana.email, "--url", "http://kith.example.org"]],
    [["person", ana.email, "--token-file", "/nowhere"]],
  ])("%j ends with 2, before anything is done", async (typed) => {
    const ended = await kith(typed)
    expect([ended.code, ended.out]).toEqual([2, ""])
    expect(ended.beside).not.toBe("")
  })

  it("says that nobody answers, with 4", async () => {
    expect(await kith(["person", ana.email], "", { KITH_URL: "http://127.0.0.1:9" })).toMatchObject({ code: 4 })
  })

  it("helps, and completes in a shell", async () => {
    const help = await kith(["--help"])
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining("doctor") })
    for (const shell of ["bash", "zsh", "fish"])
      expect(await kith(["--completions", shell])).toMatchObject({
        code: 0,
        out: expect.stringContaining("dead-letters"),
      })
  })
})

const Findings = z.strictObject({
  well: z.boolean(),
  findings: z.array(
    z.strictObject({
      check: z.string(),
      state: z.enum(["well", "look", "unwell", "unknown"]),
      says: z.string(),
      todo: z.string().optional(),
    }),
  ),
})

describe("kith doctor", () => {
  /** As the process that runs Kith has it. */
  const theirs = () => ({ ...centre.environment(), CONSOLE_TOKENS: tokens })

  it("finds a well system well, down to the vendors' logins, and says what waits", async () => {
    const ended = await kith(["doctor", "--probe"], "", theirs())
    const { findings } = Findings.parse(JSON.parse(ended.out))
    const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]))
    expect(states).toEqual({
      settings: "well",
      console: "well",
      token: "well",
      "clock of the console": "well",
      webhook: "well",
      genesys: "well",
      "clock of genesys": "well",
      salesforce: "well",
      "clock of salesforce": "well",
      queues: "well",
      "dead letters": "look",
      ledger: "well",
      erasures: "well",
    })
    expect(ended.code).toBe(0)
  })

  it("ends with 5 and says what to do, naming variables and never what stands in them", async () => {
    const wrong = { ...theirs(), GENESYS_CLIENT_SECRET: "not-the-secret-of-the-org", CONSOLE_TOKENS: "too-short" }
    const settings = await kith(["doctor", "--no-json"], "", wrong)
    expect(settings.code).toBe(5)
    expect(settings.out).toMatch(/✗ +settings +CONSOLE_TOKENS: each token needs .* → Set it/)
    expect(settings.out + settings.beside).not.toContain("too-short")

    const login = await kith(["doctor"], "", { ...wrong, CONSOLE_TOKENS: tokens, KITH_TOKEN: narrow })
    const { findings } = Findings.parse(JSON.parse(login.out))
    expect(login.code).toBe(5)
    expect(findings).toContainEqual(expect.objectContaining({ check: "genesys", state: "unwell" }))
    expect(findings).toContainEqual(expect.objectContaining({ check: "token", state: "look" }))
    expect(login.out).not.toContain("not-the-secret")
  })
})

describe("kith export and erase", () => {
  it("hand over everything, into a file of the owner's, and then forget to the signed receipt", async () => {
    const out = join(folder, "export.html")
    expect(await kith(["export", ana.email, "--format", "html", "--out", out])).toMatchObject({ code: 0 })
    expect(readFileSync(out, "utf8")).toContain(ana.email)
    expect(statSync(out).mode & 0o077).toBe(0)
    expect(await answer("POST /exports", ["export", "-"], ana.email)).toMatchObject({ interactions: [{}, {}, {}] })

    const preview = await answer("POST /erasures", ["erase", ana.email, "--dry-run"])
    expect(preview).toMatchObject({ dryRun: true, interactions: 3 })

    const file = join(folder, "receipt.json")
    const erased = await kith(["erase", "-", "--yes", "--receipt", file], ana.email)
    expect([erased.code, erased.beside]).toEqual([0, expect.stringMatching(/Ordered: .*\n(.*\n)*3 systems done/)])
    const Erased = routes["GET /erasures/:id/receipt"].answers[200].extend({
      erasure: routes["GET /erasures/:id"].answers[200],
    })
    const { erasure, receipt, signature } = Erased.parse(JSON.parse(erased.out))
    expect(erasure.status).toBe("done")
    const publicKey = createPublicKey({ key: Buffer.from(signature.publicKey, "base64"), format: "der", type: "spki" })
    const bytes = Buffer.from(canonicalJson(receipt))
    expect(verify(null, bytes, publicKey, Buffer.from(signature.value, "base64"))).toBe(true)
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ receipt, signature })

    expect(await kith(["erase", "--erasure", erasure.erasureId])).toMatchObject({ code: 0 })
    expect(await kith(["person", ana.email])).toMatchObject({ code: 3, out: "" })
    const again = join(folder, "again.json")
    expect(await kith(["export", ana.email, "--out", again])).toMatchObject({ code: 3 })
    expect(existsSync(again)).toBe(false)
  })
})
