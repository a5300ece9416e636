import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { SignalKind } from "../interaction/InteractionEvent.ts"
import { defaultIdentifierPolicy } from "./IdentifierPolicy.ts"
import { normaliseSignal } from "./NormaliseSignal.ts"

const policy = {
  ...defaultIdentifierPolicy,
  blockedValues: { ip: ["198.51.100.0/24"], userAgent: ["Chrome/Linux/desktop"], device: ["kiosk-in-the-lobby"] },
}

const chromeOn = (system: string, rest = "Safari/537.36") =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 ${rest}`
const windows = "Windows NT 10.0; Win64; x64"
const safariOn = (system: string, rest: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 ${rest}`

/** kind, what was sent, which signal it is (`nobody`: undefined) */
const nobody = undefined
const cases: ReadonlyArray<readonly [SignalKind, string, string | undefined]> = [
  ["device", " fp-4711-0815 ", "fp-4711-0815"],
  ["device", "9F86D081884C7D65", "9F86D081884C7D65"],
  ["device", "12345", nobody],
  ["device", "undefined", nobody],
  ["device", "Unknown", nobody],
  ["device", "0000000000000000", nobody],
  ["device", "00000000-0000-0000-0000-000000000000", nobody],
  ["device", "two words", nobody],
  ["device", "x1".repeat(101), nobody],
  ["device", "kiosk-in-the-lobby", nobody],
  ["device", "", nobody],

  ["ip", "203.0.113.7", "203.0.113.0/24"],
  ["ip", " 203.0.113.255 ", "203.0.113.0/24"],
  ["ip", "203.0.113.7:51234", "203.0.113.0/24"],
  ["ip", "203.0.113.0/24", "203.0.113.0/24"],
  ["ip", "8.8.8.8, 10.0.0.1, 203.0.113.7", "8.8.8.0/24"],
  ["ip", "2a00:1450:4001:82a::200e", "2a00:1450:4001::/48"],
  ["ip", "2A00:1450:4001:082A:0000:0000:0000:200E", "2a00:1450:4001::/48"],
  ["ip", "[2001:db8:1:2::3]:443", "2001:db8:1::/48"],
  ["ip", "2001:db8:1::/48", "2001:db8:1::/48"],
  ["ip", "::ffff:203.0.113.7", "203.0.113.0/24"],
  ["ip", "::ffff:cb00:7107", "203.0.113.0/24"],
  ["ip", "10.1.2.3", nobody],
  ["ip", "172.16.0.1", nobody],
  ["ip", "192.168.1.20", nobody],
  ["ip", "::ffff:192.168.1.20", nobody],
  ["ip", "127.0.0.1", nobody],
  ["ip", "::1", nobody],
  ["ip", "169.254.10.1", nobody],
  ["ip", "fe80::1%eth0", nobody],
  ["ip", "fd12:3456:789a::1", nobody],
  ["ip", "100.64.0.1", nobody],
  ["ip", "100.127.255.255", nobody],
  ["ip", "100.128.0.1", "100.128.0.0/24"],
  ["ip", "0.0.0.0", nobody],
  ["ip", "255.255.255.255", nobody],
  ["ip", "224.0.0.1", nobody],
  ["ip", "240.0.0.1", nobody],
  ["ip", "198.18.0.1", nobody],
  ["ip", "2002:cb00:7107::1", nobody],
  ["ip", "2001::1", nobody],
  ["ip", "::8.8.8.8", "8.8.8.0/24"],
  ["ip", "::808:808", nobody],
  ["ip", "64:ff9b::8.8.8.8", nobody],
  ["ip", "4000::1", nobody],
  ["ip", "198.51.100.9", nobody],
  ["ip", "8.8", nobody],
  ["ip", "134744072", nobody],
  ["ip", "010.1.1.1", nobody],
  ["ip", "0x8.8.8.8", nobody],
  ["ip", "256.1.1.1", nobody],
  ["ip", "example.com", nobody],
  ["ip", "unknown", nobody],

  ["userAgent", chromeOn(windows), "Chrome/Windows/desktop"],
  ["userAgent", chromeOn(windows).replace("120", "121"), "Chrome/Windows/desktop"],
  ["userAgent", chromeOn(windows, "Safari/537.36 Edg/120.0.0.0"), "Microsoft Edge/Windows/desktop"],
  ["userAgent", chromeOn("Linux; Android 14; Pixel 8", "Mobile Safari/537.36"), "Chrome/Android/mobile"],
  ["userAgent", chromeOn("Linux; Android 10; CUBOT NOTE 20", "Mobile Safari/537.36"), "Chrome/Android/mobile"],
  [
    "userAgent",
    safariOn("iPhone; CPU iPhone OS 17_2 like Mac OS X", "Mobile/15E148 Safari/604.1"),
    "Safari/iOS/mobile",
  ],
  ["userAgent", safariOn("iPad; CPU OS 16_6 like Mac OS X", "Mobile/15E148 Safari/604.1"), "Safari/iOS/tablet"],
  [
    "userAgent",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Firefox/macOS/desktop",
  ],
  ["userAgent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", nobody],
  ["userAgent", chromeOn("Linux; Android 6.0.1; Nexus 5X", "Mobile Safari/537.36 (compatible; Googlebot/2.1)"), nobody],
  ["userAgent", chromeOn(windows, "Safari/537.36 UptimeRobot/2.0"), nobody],
  ["userAgent", chromeOn(windows, "Safari/537.36 SomeCrawler/1.0"), nobody],
  ["userAgent", chromeOn(windows).replace("Chrome", "HeadlessChrome"), nobody],
  ["userAgent", chromeOn("X11; Linux x86_64"), nobody],
  ["userAgent", "curl/8.5.0", nobody],
  ["userAgent", "Mozilla/5.0", nobody],
  ["userAgent", "  ", nobody],
  ["userAgent", "null", nobody],
  ["userAgent", chromeOn(windows, "x".repeat(1024)), nobody],
]

describe("normaliseSignal", () => {
  it.each(cases)("%s %j is %j", (kind, raw, value) => {
    expect(normaliseSignal(kind, raw, policy)).toEqual(value === undefined ? undefined : { kind, value })
  })

  it("puts every public address into its network, which it leaves as it is", () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), ...cases.map(([, sent]) => fc.constant(sent)))
    fc.assert(
      fc.property(address, (raw) => {
        const once = normaliseSignal("ip", raw, policy)
        fc.pre(once !== undefined)
        expect(once.value).toMatch(/^(\d+\.\d+\.\d+\.0\/24|[0-9a-f:]+::\/48)$/)
        expect(normaliseSignal("ip", once.value, policy)).toEqual(once)
      }),
    )
  })

  it("never makes a signal longer than a message takes, whatever was sent", () => {
    const kind = fc.constantFrom<SignalKind>("device", "ip", "userAgent")
    const sent = fc.oneof(fc.string({ maxLength: 2_000 }), ...cases.map(([, raw]) => fc.constant(raw)))
    fc.assert(
      fc.property(kind, sent, (which, raw) => {
        expect(normaliseSignal(which, raw, policy)?.value.length ?? 1).toBeLessThanOrEqual(200)
      }),
    )
  })
})
