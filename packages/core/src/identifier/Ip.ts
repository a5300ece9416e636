import ipaddr from "ipaddr.js"
import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"

type Address = ReturnType<typeof ipaddr.process>

/** A provider gives a household one v6 /48 or a part of it; of a v4 address the last byte changes with every lease. */
const prefixes = { ipv4: 24, ipv6: 48 } as const

/** Reserved for documentation, so that examples and demos work as they are written. No traffic comes from them. */
const examples = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"].map((network) =>
  ipaddr.parseCIDR(network),
)

/** All v6 addresses given to anybody; the parser calls the rest public as well. */
const globalUnicast = ipaddr.parseCIDR("2000::/3")

const lies = (address: Address, network: [Address, number]): boolean =>
  network[0].kind() === address.kind() && address.match(network)

const isPublic = (address: Address): boolean =>
  (address.range() === "unicast" && (address.kind() === "ipv4" || lies(address, globalUnicast))) ||
  examples.some((network) => lies(address, network))

/** The address alone: without brackets, port or prefix, and the first of those that proxies have put in a row. */
const bare = (raw: string): string => {
  const first = raw.split(",", 1)[0]?.trim() ?? ""
  const bracketed = /^\[([^\]]*)\](:\d{1,5})?$/.exec(first)?.[1]
  return bracketed ?? first.replace(/^([\d.]+):\d{1,5}$/, "$1").replace(/\/\d{1,3}$/, "")
}

const parse = (text: string) => {
  // The parser takes octal, hexadecimal and shortened v4 addresses too, which only an attacker writes.
  if (!text.includes(":") && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined
}

/**
 * Accepts a public address, v4 or v6, alone, with a port, or first in an `X-Forwarded-For` list. Answers its network:
 * `203.0.113.0/24`, `2001:db8:1::/48`; a v6 address that stands for a v4 one as the latter. Private, local, carrier-grade
 * and reserved addresses are nobody's.
 */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  if (raw.length > 400 || isPlaceholder(raw, policy)) return undefined
  const address = parse(bare(raw))
  if (address === undefined || !isPublic(address)) return undefined
  const prefix = prefixes[address.kind()]
  const family = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6
  const network = `${family.networkAddressFromCIDR(`${address}/${prefix}`)}/${prefix}`
  return isBlocked("ip", network, policy) ? undefined : network
}
