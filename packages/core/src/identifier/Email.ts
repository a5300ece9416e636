import { domainToASCII } from "node:url"
import validator from "validator/lib/isEmail.js"
import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { perPolicy } from "./PolicyIndex.ts"

const roles = perPolicy((policy) => new Set(policy.roleMailboxes.map((name) => name.toLowerCase())))

const atDomains = (domains: ReadonlyArray<string>) => new Set(domains.map((name) => domainToASCII(name.toLowerCase())))
const ignored = perPolicy(({ email }) => ({
  dots: atDomains(email.ignoreDotsAt),
  tags: atDomains(email.ignoreTagsAt),
}))

/** One spelling of a mailbox whose provider delivers several to it; quoted ones mean every character. */
const sameMailbox = (mailbox: string, domain: string, policy: IdentifierPolicy): string => {
  if (mailbox.startsWith('"')) return mailbox
  const { dots, tags } = ignored(policy)
  const untagged = tags.has(domain) ? mailbox.replace(/\+.*$/, "") : mailbox
  return dots.has(domain) ? untagged.replaceAll(".", "") : untagged
}

/** Most domains are nothing but letters, digits and hyphens already; whose last label is no word may be an IP address. */
const plainDomain = /^(?!.*xn--)[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]+$/
const domainOf = (text: string): string => (plainDomain.test(text) ? text : domainToASCII(text))

/**
 * Accepts an address, alone, after `mailto:` or in angle brackets after a name. Answers it in NFKC and lower case with
 * the domain in ASCII. Dots and `+tags` stay, but at domains where the policy says they do not matter. Blocked addresses
 * and role mailboxes such as `info@` are nobody.
 */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  if (raw.length > 400 || isPlaceholder(raw, policy)) return undefined
  const text = raw.normalize("NFKC").trim().toLowerCase()
  const bare = /<([^<>]+)>$/.exec(text)?.[1] ?? text
  const address = bare.replace(/^mailto:/, "").trim()
  const at = address.lastIndexOf("@")
  if (at < 1) return undefined
  const domain = domainOf(address.slice(at + 1))
  // A CommonJS module, so its default export is a property.
  if (!validator.default(`${address.slice(0, at)}@${domain}`, { allow_utf8_local_part: true })) return undefined
  const mailbox = sameMailbox(address.slice(0, at), domain, policy)
  const email = `${mailbox}@${domain}`
  if (mailbox === "" || roles(policy).has(mailbox) || isBlocked("email", email, policy)) return undefined
  return email
}
