import { domainToASCII } from "node:url"
import validator from "validator/lib/isEmail.js"
import { isBlocked, isPlaceholder } from "./Blocked.ts"
import type { IdentifierPolicy } from "./IdentifierPolicy.ts"
import { perPolicy } from "./PolicyIndex.ts"

const roles = perPolicy((policy) => new Set(policy.roleMailboxes.map((name) => name.toLowerCase())))

/**
 * Accepts an address, alone, after `mailto:` or in angle brackets after a name. Answers it in NFKC and lower case with
 * the domain in ASCII. Dots and `+tags` stay: only the mailbox's provider knows whether they matter. Blocked addresses
 * and role mailboxes such as `info@` are nobody.
 */
export const normalise = (raw: string, policy: IdentifierPolicy): string | undefined => {
  if (raw.length > 400 || isPlaceholder(raw, policy)) return undefined
  const text = raw.normalize("NFKC").trim().toLowerCase()
  const bare = /<([^<>]+)>$/.exec(text)?.[1] ?? text
  const address = bare.replace(/^mailto:/, "").trim()
  const at = address.lastIndexOf("@")
  if (at < 1) return undefined
  const mailbox = address.slice(0, at)
  const email = `${mailbox}@${domainToASCII(address.slice(at + 1))}`
  // A CommonJS module, so its default export is a property.
  if (!validator.default(email, { allow_utf8_local_part: true })) return undefined
  if (roles(policy).has(mailbox) || isBlocked("email", email, policy)) return undefined
  return email
}
